import { localPathOf } from '../reading/action-ref';
import { isUnreadable, readWorkflow } from '../reading/read-workflow';
import { type Text, type Workflow } from '../reading/workflow';
import { certaintyOf, type Certainty, type Suspect } from './suspect';

/** A run of a workflow, as GitHub lists it. */
export interface SeenRun {
  readonly id: number;
  /** Path of the workflow file. */
  readonly path: string;
  readonly event: string;
  /** Commit whose files it ran. */
  readonly sha: string;
  /** ISO 8601 time in UTC. */
  readonly startedAt: string;
  readonly url: string;
}

/** Text of a file at a commit; undefined where there is none. */
export type FileAt = (sha: string, path: string) => string | undefined;

/** Runs of one repository that used the suspect by the same reference in the same file. */
export interface Exposure {
  /** Workflow that ran. */
  readonly workflow: string;
  /** File that names the action: the workflow, or a workflow or action of the repository that it uses. */
  readonly file: string;
  readonly uses: string;
  readonly certainty: Certainty;
  readonly runs: number;
  /** Start of the first and of the last of them. */
  readonly first: string;
  readonly last: string;
  /** Addresses of the first ones. */
  readonly urls: readonly string[];
}

/** How many local actions and workflows deep a use is followed; GitHub itself allows ten. */
const deepest = 10;
/** Addresses of runs that are kept for each exposure. */
const shownUrls = 3;

interface Use {
  readonly file: string;
  readonly uses: string;
  readonly certainty: Certainty;
}

/** Where runs used the suspect, worst first. */
export function exposures(
  suspect: Suspect,
  runs: readonly SeenRun[],
  fileAt: FileAt,
): readonly Exposure[] {
  const known = new Map<string, readonly Use[]>();
  const found = new Map<string, Exposure>();
  const inOrder = [...runs].sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  for (const run of inOrder) {
    const version = `${run.sha}:${run.path}`;
    const uses = known.get(version) ?? usesAt(suspect, run, fileAt);
    known.set(version, uses);
    for (const use of uses) {
      const key = JSON.stringify([run.path, use.file, use.uses]);
      const before = found.get(key);
      found.set(key, {
        workflow: run.path,
        ...use,
        runs: (before?.runs ?? 0) + 1,
        first: before?.first ?? run.startedAt,
        last: run.startedAt,
        urls: [...(before?.urls ?? []), run.url].slice(0, shownUrls),
      });
    }
  }
  const rank = ({ certainty }: Exposure): number => (certainty === 'used' ? 0 : 1);
  return [...found.values()].sort((a, b) => rank(a) - rank(b) || (a.first < b.first ? -1 : 1));
}

/** What a run's workflow uses of the suspect, itself or by the repository's own actions and workflows. */
function usesAt(
  suspect: Suspect,
  { sha, path }: Pick<SeenRun, 'sha' | 'path'>,
  fileAt: FileAt,
): readonly Use[] {
  const seen = new Map<string, Use>();
  const visited = new Set<string>();
  const visit = (file: string, depth: number): void => {
    if (visited.has(file) || depth > deepest) return;
    visited.add(file);
    const text = fileAt(sha, file);
    const workflow = text === undefined ? undefined : readWorkflow(file, text);
    if (workflow === undefined || isUnreadable(workflow)) return;
    for (const { uses, comment } of usesOf(workflow)) {
      const certainty = certaintyOf(suspect, uses.value, comment);
      if (certainty !== undefined)
        seen.set(`${file} ${uses.value}`, { file, uses: uses.value.trim(), certainty });
      for (const local of localFiles(uses.value)) visit(local, depth + 1);
    }
  };
  visit(path, 0);
  return [...seen.values()];
}

/** Every `uses` of a workflow or an action, with the comment on its line. */
export function usesOf(
  workflow: Workflow,
): readonly { readonly uses: Text; readonly comment: string | undefined }[] {
  return workflow.jobs.flatMap((job) =>
    [
      { uses: job.uses, comment: undefined },
      ...job.steps.map(({ uses, usesComment }) => ({ uses, comment: usesComment })),
    ].flatMap(({ uses, comment }) => (uses === undefined ? [] : [{ uses, comment }])),
  );
}

/** Paths that a local `uses` may mean; none for one of another repository. */
export function localFiles(uses: string): readonly string[] {
  const path = localPathOf(uses);
  if (path === undefined) return [];
  if (/\.ya?ml$/.test(path)) return [path];
  return ['action.yml', 'action.yaml'].map((name) => (path === '' ? name : `${path}/${name}`));
}
