import { createHash } from 'node:crypto';
import { renderFiles } from '../../core/pipeline/render-files';
import { allSettings } from '../support/pipeline-variants';

/** Repositories whose files are committed as text, for a review. */
export const samples = [
  'deploy',
  'house-defaults',
  'everything',
  'guarded',
  'publish',
  'smoke-whole',
] as const;

type Files = ReadonlyMap<string, string>;

/** Files by path of every repository that tests render, by its name. */
export const allFiles = (): ReadonlyMap<string, Files> =>
  new Map(
    [...allSettings()].map(([name, settings]) => {
      const { files, problems } = renderFiles(settings);
      if (problems.length > 0) throw new Error(JSON.stringify(problems));
      return [name, new Map(files.map(({ path, content }) => [path, content] as const))] as const;
    }),
  );

/** All files of a sample in one text, whose difference between two commits is what changes in a repository. */
export const sampleText = (files: Files): string =>
  [...files].map(([path, content]) => `==== ${path}\n${content}`).join('\n');

/** Digests of the files of all repositories that tests render, by its name and path. */
export interface Released {
  /** The version that rendered them. */
  readonly version: string;
  readonly files: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export const digests = (files: Files): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...files].map(([path, content]) => [
      path,
      createHash('sha256').update(content).digest('hex').slice(0, 16),
    ]),
  );

/** Paths that are new, gone or different in any repository that both know. */
export function changedPaths(before: Released['files'], after: Released['files']) {
  const changed = Object.entries(after).flatMap(([name, files]) => {
    const old = before[name];
    if (old === undefined) return [];
    return [...new Set([...Object.keys(old), ...Object.keys(files)])].filter(
      (path) => old[path] !== files[path],
    );
  });
  return [...new Set(changed)].sort();
}

/**
 * Paths that the changelog names as changed since the last release: each in backticks at the start of an entry below
 * `### Rendered files` in the section of a version.
 */
export function namedPaths(changelog: string, section: string): readonly string[] {
  const [, part = ''] = changelog.split(`\n## ${section}\n`);
  const [version = ''] = part.split(/^## /m);
  const [, list = ''] = version.split(/^### Rendered files$/m);
  const [entries = ''] = list.split(/^### /m);
  return [...entries.matchAll(/^- ((?:`[^`\n]+`(?:, | and )?)+):/gm)]
    .flatMap(([, paths = '']) => [...paths.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path))
    .sort();
}
