import { z } from 'zod';
import { isSecurityPolicy } from '../../core/posture/checks/security-policy';
import { type PackFinding, type Sourced, type TextFile } from '../../core/posture/facts';
import { known, missing } from '../../core/readiness/facts';
import { isCheckedPath } from '../../core/reading/checked-files';
import { postureFindings, postureFindingsSource } from '../../policies/posture-findings';
import { type ReadingGitHub } from '../../provider/github/reading-github';
import { fileVersions } from '../github/file-versions';
import { following, sourced } from './source';

const treeSchema = z.object({
  tree: z.array(z.object({ path: z.string(), type: z.string() })),
  truncated: z.boolean().optional(),
});

/** The files of a branch, and the texts of those that the posture is judged by. */
export interface BranchFiles {
  readonly paths: Sourced<readonly string[]>;
  readonly files: Sourced<readonly TextFile[]>;
}

/** Lists the files of a branch, and reads the few that matter: one request, and one for every fifty texts. */
export async function readFiles(
  github: ReadingGitHub,
  name: string,
  base: string,
  branch: string,
): Promise<BranchFiles> {
  const path = `${base}/git/trees/${encodeURIComponent(branch)}?recursive=1`;
  const listed = await sourced(path, async () => treeSchema.parse(await github.get(path)));
  const paths = await following(listed, ({ tree, truncated }) =>
    Promise.resolve({
      source: listed.source,
      ...(truncated === true
        ? missing<readonly string[]>('GitHub lists only a part of its files')
        : known(tree.flatMap((one) => (one.type === 'blob' ? [one.path] : [])))),
    }),
  );
  const files = await following(paths, (all) => readTexts(github, { name, branch }, all));
  return { paths, files };
}

async function readTexts(
  github: ReadingGitHub,
  { name, branch }: { readonly name: string; readonly branch: string },
  paths: readonly string[],
): Promise<Sourced<readonly TextFile[]>> {
  const source = `files of ${branch}`;
  const wanted = paths.filter((path) => isCheckedPath(path) || isSecurityPolicy(path));
  const read = await sourced('graphql', () =>
    fileVersions(
      github,
      name,
      wanted.map((path) => `refs/heads/${branch}:${path}`),
    ),
  );
  if (read.state === 'missing') return { ...missing(read.reason), source };
  const unread = wanted.filter((_, index) => read.value[index] === undefined);
  if (unread.length > 0) {
    return { ...missing(`GitHub does not show ${unread.join(', ')} whole`), source };
  }
  return {
    ...known(wanted.map((path, index) => ({ path, text: read.value[index] ?? '' }))),
    source,
  };
}

/** The security policy that an owner has for all repositories, read once for all of them. */
export async function readOwnersPolicy(
  github: ReadingGitHub,
): Promise<Sourced<TextFile | undefined>> {
  const path = `/repos/${encodeURIComponent(github.owner)}/.github/git/trees/HEAD?recursive=1`;
  return sourced(path, async () => {
    const found = await github.find(path);
    if (found === undefined) return undefined;
    const { tree } = treeSchema.parse(found);
    const policy = tree.find((one) => isSecurityPolicy(one.path))?.path;
    if (policy === undefined) return undefined;
    const [text = ''] = await fileVersions(github, '.github', [`HEAD:${policy}`]);
    return { path: `${github.owner}/.github/${policy}`, text };
  });
}

/**
 * What the policy pack finds in all workflows and actions, whoever wrote them.
 *
 * @param today in UTC, such as `2026-03-31`.
 */
export function packFindings(
  { files }: BranchFiles,
  today: string,
): Sourced<readonly PackFinding[]> {
  const source = postureFindingsSource;
  return files.state === 'missing'
    ? { ...missing(files.reason), source }
    : { ...known(postureFindings(files.value, today)), source };
}
