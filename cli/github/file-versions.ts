import { z } from 'zod';
import { type ReadingGitHub } from '../../provider/github/reading-github';

/** Files that one request asks for. */
const filesAtOnce = 50;

const blob = z.object({ text: z.string().nullish(), isTruncated: z.boolean().nullish() }).nullish();

/**
 * Texts of files at commits, each named as `COMMIT:PATH`; undefined for one that is not there, is no text, or is larger than
 * GraphQL gives.
 */
export async function fileVersions(
  github: ReadingGitHub,
  repository: string,
  versions: readonly string[],
): Promise<readonly (string | undefined)[]> {
  const found: (string | undefined)[] = [];
  for (let start = 0; start < versions.length; start += filesAtOnce) {
    found.push(...(await textsOf(github, repository, versions.slice(start, start + filesAtOnce))));
  }
  return found;
}

async function textsOf(
  github: ReadingGitHub,
  name: string,
  versions: readonly string[],
): Promise<readonly (string | undefined)[]> {
  const names = versions.map((_, index) => `v${index}`);
  const query = `query Files($owner: String!, $name: String!, ${names
    .map((one) => `$${one}: String!`)
    .join(', ')}) {
    repository(owner: $owner, name: $name) {
      ${names.map((one) => `${one}: object(expression: $${one}) { ... on Blob { text isTruncated } }`).join('\n')}
    }
  }`;
  const answer = await github.query(query, {
    owner: github.owner,
    name,
    ...Object.fromEntries(names.map((one, index) => [one, versions[index]])),
  });
  const found = z.record(z.string(), blob).parse(answer['repository']);
  return names.map((one) => {
    const text = found[one];
    return text?.isTruncated === true ? undefined : (text?.text ?? undefined);
  });
}
