import { exampleRun } from '../example-facts';
import { runCostOf, runCostSection } from './run-cost';

const jobs = [
  { name: 'Lint', conclusion: 'success' as const, attempt: 1, seconds: 30 },
  {
    ...{ name: 'Tests | all', conclusion: 'success' as const, attempt: 1, seconds: 150 },
    ...{ runner: 'ubuntu-24.04', from: 0, queued: 4 },
  },
];
const recorded = (id: number) => ({ ...exampleRun(id), jobs: [...jobs] });

test('the section says what a run costs, where its minutes go and what it waits for', () => {
  const again = {
    ...jobs[1],
    name: 'Tests | all',
    conclusion: 'success' as const,
    attempt: 2,
    seconds: 60,
  };
  const cancelled = { ...exampleRun(3, 'cancelled'), jobs: [] };
  const runs = [
    recorded(1),
    { ...recorded(2), jobs: [...jobs, { ...again, from: 200 }] },
    cancelled,
  ];
  expect(runCostSection({ runs })).toEqual([
    '## What CI costs',
    '',
    'The last 2 runs of the branch took 9 billed minutes, 4.5 a run ($0.02 at list prices of private repositories). 22 % of them is rounding, since each job is billed by whole minutes; 11 % went into repeated attempts. 1 more run was cancelled; its jobs are not read: about 5 minutes, by how long it took. The longest chain of jobs that wait for each other takes 60 s (median). Runs of pull requests are in no list that is read, and are not among these: none has left a record of the gate.',
    '',
    '| job | runner | minutes | share | median | waited for a runner | run waits for it |',
    '| --- | --- | ---: | ---: | ---: | ---: | --- |',
    '| `Tests \\| all` | `ubuntu-24.04` | 7 | 78 % | 150 s | 4 s | in 100 % of runs |',
    '| `Lint` | not known | 2 | 22 % | 30 s | not known |  |',
    '',
  ]);
});

test('before a run has jobs there is nothing to say', () => {
  expect(runCostOf({ runs: [{ ...exampleRun(1), jobs: [] }] }, String)).toBeUndefined();
  expect(runCostSection({ runs: [] })).toEqual([]);
});

test('a runner without a list price has minutes and no price', () => {
  const own = [
    {
      ...recorded(1),
      jobs: [
        {
          ...jobs[1],
          name: 'Tests',
          conclusion: 'success' as const,
          attempt: 1,
          seconds: 61,
          runner: 'gpu',
        },
      ],
    },
  ];
  expect(runCostOf({ runs: own }, String)?.sentences[0]).toBe(
    'The last run of the branch took 2 billed minutes, 2.0 a run.',
  );
});

test.each([
  [1, 60, '1 more run was cancelled; its jobs are not read: about 1 minute, by how long it took.'],
  [
    2,
    60,
    '2 more runs were cancelled; their jobs are not read: about 2 minutes, by how long they took.',
  ],
  [1, -1, '1 more run was cancelled; its minutes are not known.'],
  [2, -1, '2 more runs were cancelled; their minutes are not known.'],
])('%d cancelled runs of %d seconds', (count, seconds, sentence) => {
  // Three billed minutes in a chain of 180 seconds.
  const whole = {
    ...exampleRun(1),
    jobs: [{ name: 'Tests', conclusion: 'success' as const, attempt: 1, seconds: 180, from: 0 }],
  };
  const cancelled = Array.from({ length: count }, (_, index) => {
    const run = exampleRun(2 + index, 'cancelled');
    const completedAt = new Date(Date.parse(run.startedAt) + seconds * 1000).toISOString();
    return { ...run, jobs: [], completedAt };
  });
  expect(runCostOf({ runs: [whole, ...cancelled] }, String)?.sentences).toContain(sentence);
});

test('says how many runs of pull requests left a record, and since when a run costs something else', () => {
  const change = { ...{ pullRequest: 7, commit: 'a'.repeat(40), at: '2026-01-05T00:00:00Z' } };
  const changes = [1, 2].map((run) => ({ ...change, run, lines: [] }));
  const runs = Array.from({ length: 24 }, (_, index) => ({
    ...exampleRun(index + 1),
    jobs: [{ ...jobs[0], name: 'A', conclusion: 'success' as const, attempt: 1 }].map((job) => ({
      ...job,
      seconds: index < 12 ? 600 : 240,
    })),
  }));
  const { sentences = [] } = runCostOf({ runs, changes }, (text) => `<${text}>`) ?? {};
  expect(sentences).toContain(
    'Since <0000000> (2026-01-05) a run costs 4 billed minutes instead of 10.',
  );
  expect(sentences.at(-1)).toBe(
    'Runs of pull requests are in no list that is read, and are not among these: 2 runs left a record of the gate.',
  );
});
