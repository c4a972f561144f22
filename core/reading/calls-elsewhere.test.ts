import { readFilesOfCommit } from './checked-files';
import { reportedChecks } from './reported-checks';
import { invocations } from './commands';
import { isUnreadable, readWorkflow } from './read-workflow';
import { type Workflow } from './workflow';
import { type WorkflowElsewhere } from './workflow-elsewhere';

const CI = '.github/workflows/ci.yml';
const PIPELINE = '.github/workflows/pipeline.yml';

function workflowOf(path: string, text: string): Workflow {
  const read = readWorkflow(path, text);
  if (isUnreadable(read)) throw new Error(`${path} is not readable`);
  return read;
}
const target = workflowOf(
  PIPELINE,
  'on: workflow_call\njobs:\n  test:\n    name: Tests\n    steps:\n      - run: pytest\n',
);
const elsewhere: WorkflowElsewhere = (repository, path) =>
  repository === 'acme/ci' && path === PIPELINE ? target : undefined;

const caller = (uses: string, more = ''): string =>
  `on: push\njobs:\n  a:\n    name: Pipeline\n    uses: ${uses}\n${more}`;
const read = (text: string, others: Readonly<Record<string, string>> = {}): Workflow => {
  const texts = Object.entries({ [CI]: text, ...others }).map(([path, content]) => ({
    path,
    text: content,
  }));
  const found = readFilesOfCommit(texts, elsewhere).find(({ path }) => path === CI)?.workflow;
  if (found === undefined) throw new Error('ci.yml is not readable');
  return found;
};
const testsIn = (workflow: Workflow) => invocations(workflow, /\bpytest\b/).map(({ file }) => file);
const names = (workflow: Workflow) =>
  reportedChecks(workflow).map(({ name: { text, certain } }) => `${text}${certain ? '' : '?'}`);

const sha = '1'.repeat(40);

test.each<[string, string, readonly string[]]>([
  ['at a commit', `acme/ci/${PIPELINE}@${sha}`, [PIPELINE]],
  ['at any other', `acme/ci/${PIPELINE}@main`, [PIPELINE]],
  ['in another case', `Acme/CI/${PIPELINE}@${sha}`, [PIPELINE]],
  ['of another owner', `octo/ci/${PIPELINE}@${sha}`, []],
  ['of another repository', `acme/other/${PIPELINE}@${sha}`, []],
  ['of another name', `acme/ci/.github/workflows/other.yml@${sha}`, []],
  ['that is an action', `acme/ci@${sha}`, []],
])('a workflow of another repository that is called %s', (_, uses, expected) => {
  expect(testsIn(read(caller(uses)))).toEqual(expected);
});

test('a called job reports its check behind the caller, and one that is not known any', () => {
  expect(names(read(caller(`acme/ci/${PIPELINE}@${sha}`)))).toEqual(['Pipeline / Tests']);
  const [unknown = ''] = names(read(caller(`acme/other/${PIPELINE}@${sha}`)));
  expect(unknown).toMatch(/^Pipeline \/ .*\?$/);
});

test('a workflow of the same commit is not one of another repository', () => {
  const own = {
    [PIPELINE]: 'on: workflow_call\njobs:\n  b:\n    steps:\n      - run: pytest -q\n',
  };
  const both = caller(`./${PIPELINE}`, `  c:\n    uses: acme/ci/${PIPELINE}@${sha}\n`);
  const found = invocations(read(both, own), /\bpytest\b/).map(({ commandLine }) => commandLine);
  expect(found).toEqual(['pytest -q', 'pytest']);
});

test('equal callers of a fleet are one object, which rules look at once', () => {
  const text = caller(`acme/ci/${PIPELINE}@${sha}`);
  const first = read(text);
  expect(read(text)).toBe(first);
  const other = workflowOf(PIPELINE, 'on: workflow_call\njobs: {}\n');
  const [again] = readFilesOfCommit([{ path: CI, text }], () => other);
  expect(again?.workflow).not.toBe(first);
  expect(again?.workflow?.jobs[0]?.called).toBe(other);
  expect(read(text)).toBe(first);
});
