import { type JobComparison } from './compare-jobs';
import { workflowFates } from './second-phase';

const file = '.github/workflows/tests.yml';
const text = 'on: push\njobs:\n  test:\n    name: Tests\n    steps: []\n';
const job = (id: string, verdict: JobComparison['verdict']): JobComparison => ({
  file,
  id,
  verdict,
  by: [],
  others: [],
});
const caller = {
  path: '.github/workflows/all.yml',
  text: `on: push\njobs:\n  all:\n    uses: ./${file}\n`,
};

it.each([
  ['when the pipeline does all its jobs', [job('test', 'replaced')], {}, undefined],
  [
    'not while a job is left',
    [job('test', 'replaced'), job('docs', 'kept'), job('js', 'partly')],
    {},
    'the pipeline does not do all of docs, js',
  ],
  [
    'not while protection requires its check',
    [job('test', 'replaced')],
    { required: [{ context: 'Tests', by: 'ruleset main' }] },
    'ruleset main requires its check "Tests"',
  ],
  [
    'when protection requires checks of others',
    [job('test', 'replaced')],
    { required: [{ context: 'Lint', by: 'ruleset main' }] },
    undefined,
  ],
  [
    'not while another workflow calls it',
    [job('test', 'replaced')],
    { workflows: [{ path: file, text }, caller] },
    '.github/workflows/all.yml calls it',
  ],
  [
    'not while it cannot be read and something is required',
    [job('test', 'replaced')],
    { workflows: [{ path: file, text: '{' }], required: [{ context: 'x', by: 'ruleset r' }] },
    'ruleset r requires its check "x"',
  ],
])('a workflow is replaced %s', (_when, jobs, parts, staysBecause) => {
  const facts = { workflows: [{ path: file, text }], required: [], ...parts };
  expect(workflowFates(jobs, facts)).toEqual([{ file, staysBecause }]);
});
