import { parse } from 'yaml';
import { callerOf } from './act';
import { readActLog } from './act-log';
import { readWorkflowFile, withEndedCalls } from './workflow-file';

const sha = '1'.repeat(40);
const calling = `name: CI
on: push
jobs:
  pipeline:
    name: Pipeline
    permissions: {contents: read}
    uses: acme/ci/.github/workflows/x.yml@${sha}
    secrets: {A: b}
  own:
    uses: ./.github/workflows/own.yml
  done:
    needs: [pipeline]
    if: always()
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@${sha}
      - run: 'true'
`;

test('a call of a workflow of another repository is read, one of the same is not', () => {
  const { jobs } = readWorkflowFile(calling);
  expect(jobs).toEqual([
    {
      id: 'pipeline',
      name: 'Pipeline',
      calls: { repository: 'acme/ci', path: '.github/workflows/x.yml', ref: sha },
    },
    { id: 'own', name: 'own' },
    { id: 'done', name: 'done' },
  ]);
});

test.each([
  [true, 'exit 1'],
  [false, 'true'],
])(
  'a call that failed (%s) becomes a job that ends so, and nothing else changes',
  (failed, run) => {
    const before = parse(calling) as { jobs: Record<string, object> };
    const after = parse(withEndedCalls(calling, (name) => failed && name === 'Pipeline')) as {
      jobs: Record<string, object>;
    };
    expect(after.jobs['pipeline']).toEqual({
      name: 'Pipeline',
      permissions: { contents: 'read' },
      'runs-on': 'ubuntu-24.04',
      steps: [{ run }],
    });
    expect(after.jobs['own']).toEqual(before.jobs['own']);
    expect(after.jobs['done']).toEqual(before.jobs['done']);
  },
);

test('jobs of one id in the caller and in what it calls are two, each with a label of its own', () => {
  const line = (job: string, jobResult: string) =>
    JSON.stringify({ job, jobID: 'ci-success', jobResult, msg: job, time: '2026-01-05T00:00:00Z' });
  const jobs = readActLog(
    [line('CI/CI Success         ', 'success'), line('Pipeline/CI/CI Success', 'failure')].join(
      '\n',
    ),
  );
  expect(jobs.map(({ label, result }) => [label, result])).toEqual([
    ['CI/CI Success', 'success'],
    ['Pipeline/CI/CI Success', 'failure'],
  ]);
  expect(jobs.map((job) => callerOf(job, ['Pipeline']))).toEqual([undefined, 'Pipeline']);
});
