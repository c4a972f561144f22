import { linkFiles } from '../reading/link-files';
import { isUnreadable, readWorkflow } from '../reading/read-workflow';
import { type Workflow } from '../reading/workflow';
import { withInlinedCalls } from './inlined-calls';

function workflowOf(path: string, text: string): Workflow {
  const read = readWorkflow(path, text);
  if (isUnreadable(read)) throw new Error(`${path} is not readable`);
  return read;
}
const jobs = (...lines: readonly string[]) => `on: push\njobs:\n${lines.join('\n')}\n`;
const target = workflowOf(
  'pipeline.yml',
  jobs(
    '  lint: {steps: []}',
    '  test: {needs: lint, steps: []}',
    '  done: {needs: [test], steps: []}',
  ),
);

/** Jobs of a workflow with what they wait for. */
function inlined(...lines: readonly string[]): readonly string[] {
  const files = [
    workflowOf('.github/workflows/ci.yml', jobs(...lines)),
    workflowOf('.github/workflows/own.yml', jobs('  inner: {steps: []}')),
  ];
  const [ci] = linkFiles(files, undefined, (repository) =>
    repository === 'acme/ci' ? target : undefined,
  );
  if (ci === undefined) throw new Error('nothing is linked');
  return withInlinedCalls(ci).jobs.map(
    ({ id, needs }) => `${id}: ${needs.map(({ value }) => value).join(' ')}`,
  );
}
const call = (repository = 'acme/ci') => `  a: {uses: ${repository}/.github/workflows/x.yml@main}`;

test.each<[string, readonly string[], readonly string[]]>([
  [
    'the called jobs are in the place of the call, and what waits for it waits for all of them',
    [call(), '  after: {needs: [a, b], steps: []}', '  b: {steps: []}'],
    ['lint: ', 'test: lint', 'done: test', 'after: lint test done b', 'b: '],
  ],
  [
    "of two jobs of one id the caller's own counts",
    [call(), '  done: {needs: [a], steps: []}'],
    ['lint: ', 'test: lint', 'done: lint test'],
  ],
  ['a call of what is not known stays', [call('acme/other')], ['a: ']],
  [
    'a call of the same repository stays: its file is compared by itself',
    ['  a: {uses: ./.github/workflows/own.yml}', '  b: {needs: [a], steps: []}'],
    ['a: ', 'b: a'],
  ],
])('%s', (_, lines, expected) => {
  expect(inlined(...lines)).toEqual(expected);
});
