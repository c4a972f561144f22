import { foreignMarkdown } from '../../core/kernel/foreign-text';
import { isUnreadable, readWorkflow } from '../../core/reading/read-workflow';
import { type Target } from '../github/repository';
import { type WorkflowCommitInputs } from './inputs';
import { type ChangePlan, type FormerFile, type Replacement, type Tree } from './plan';
import { type WorkflowCommitState } from './state';

type Replaced = WorkflowCommitState['replaced'];

/** The files that a state has replaced, by path, but for those that are replaced still. */
export function formerFiles(
  { replaced }: Pick<WorkflowCommitState, 'replaced'>,
  stillReplaced: ReadonlySet<string>,
): ReadonlyMap<string, FormerFile> {
  return new Map(
    Object.entries(replaced).flatMap(([path, entry]) =>
      stillReplaced.has(path) ? [] : [[path, parse(entry)] as const],
    ),
  );
}

/** What a delivery replaces of others, and what it gives back. */
export function replacementOf({
  inputs,
  previous,
}: {
  readonly inputs: Pick<WorkflowCommitInputs, 'files' | 'replaces'>;
  readonly previous: WorkflowCommitState | undefined;
}): Replacement {
  const still = new Set([...inputs.files.keys(), ...inputs.replaces]);
  return {
    replaced: new Set(inputs.replaces),
    former: previous === undefined ? new Map() : formerFiles(previous, still),
  };
}

/**
 * What a plan replaces, as the branch has it now.
 *
 * @param wholes blobs in place of the present ones, by path.
 */
export function replacedBy(
  { adopted, removed }: ChangePlan,
  present: Tree,
  wholes: Readonly<Record<string, string>> = {},
): Replaced {
  return Object.fromEntries(
    [...adopted, ...removed].flatMap((path) => {
      const entry = present.get(path);
      return entry === undefined
        ? []
        : [[path, `${entry.mode} ${wholes[path] ?? entry.sha}`] as const];
    }),
  );
}

function parse(entry: string): FormerFile {
  const [mode = '', sha = ''] = entry.split(' ');
  return { mode, sha };
}

/** Jobs that are listed of one file. */
const listedJobs = 20;

/**
 * Names what happens to files of others, for a pull request or a commit message: which are replaced, with the jobs that
 * they had, and which are given back. Empty where there are none.
 */
export async function replacementText(
  repository: Pick<Target, 'text'>,
  replaced: Replaced,
  plan: Pick<ChangePlan, 'adopted' | 'removed' | 'restored'>,
): Promise<string> {
  const gone = await Promise.all(
    Object.entries(replaced).map(async ([path, entry]) => {
      const verb = plan.removed.includes(path) ? 'removed' : 'overwritten';
      const { sha } = parse(entry);
      return `- ${foreignMarkdown(path)}, ${verb}${contentWords(path, await repository.text(sha))}`;
    }),
  );
  const back = plan.restored.map((path) => `- ${foreignMarkdown(path)}`);
  return [
    ...(gone.length === 0
      ? []
      : [
          [
            'These files of the repository are replaced. They stay in its history, and come back when they are no longer replaced:',
            '',
            ...gone.sort(),
          ].join('\n'),
        ]),
    ...(back.length === 0
      ? []
      : [['These files come back as they were before:', '', ...back].join('\n')]),
  ].join('\n\n');
}

function contentWords(path: string, text: string | undefined): string {
  if (text === undefined) return '';
  const count = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  const lines = count === 1 ? '1 line' : `${count} lines`;
  const workflow = /\.ya?ml$/.test(path) ? readWorkflow(path, text) : undefined;
  const jobs = workflow === undefined || isUnreadable(workflow) ? [] : workflow.jobs;
  if (jobs.length === 0) return ` (${lines})`;
  const names = jobs.slice(0, listedJobs).map(({ id }) => foreignMarkdown(id));
  const more = jobs.length > listedJobs ? ` and ${jobs.length - listedJobs} more` : '';
  return ` (${lines}; jobs: ${names.join(', ')}${more})`;
}
