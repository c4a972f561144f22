import { pins } from '../../core/pipeline/actions/pins';

/** Release and commit of each third-party action that the generated workflows use, by `owner/name` in lower case. */
export const knownActions: ReadonlyMap<string, { readonly sha: string; readonly version: string }> =
  new Map(
    Object.values(pins).map(({ name, sha, version }) => [
      name.split('/').slice(0, 2).join('/').toLowerCase(),
      { sha, version },
    ]),
  );
