import { readFilesOfCommit } from '../reading/checked-files';
import { perObject } from '../reading/memo';
import { isWorkflowPath } from '../reading/read-workflow';
import { type Workflow } from '../reading/workflow';
import { unknown, type Verdict } from './check';
import { type PostureFacts, type TextFile } from './facts';

interface ReadWorkflows {
  readonly workflows: readonly Workflow[];
  /** Paths of those that are no workflow. GitHub starts none of them. */
  readonly unreadable: readonly string[];
}

/** Scorecard leaves out files with nothing but comments. */
const hasContent = (text: string): boolean => /^[ \t]*[^#\s]/m.test(text);

const readAll = perObject((files: readonly TextFile[]): ReadWorkflows => {
  const own = files.filter(({ path, text }) => isWorkflowPath(path) && hasContent(text));
  const read = readFilesOfCommit(own);
  return {
    workflows: read.flatMap(({ workflow }) => (workflow === undefined ? [] : [workflow])),
    unreadable: read.flatMap(({ path, workflow }) => (workflow === undefined ? [path] : [])),
  };
});

/** Judges the workflows of the branch; one that cannot be read leaves the verdict open. */
export function judgingWorkflows(
  { files }: PostureFacts,
  judge: (workflows: readonly Workflow[], source: string) => Verdict,
): Verdict {
  if (files.state === 'missing') return unknown(files.reason, files.source);
  const { workflows, unreadable } = readAll(files.value);
  const [first] = unreadable;
  if (first !== undefined)
    return unknown(`${unreadable.length} workflows cannot be read: ${first}`, first);
  return judge(workflows, files.source);
}

/** `.github/workflows/ci.yml:12`. */
export const placeIn = ({ path }: Workflow, { line }: { readonly line: number }): string =>
  `${path}:${line}`;
