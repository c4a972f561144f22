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
    'The last 2 runs of the branch took 9 billed minutes, 4.5 a run ($0.02 at list prices of private repositories). 22 % of them is rounding, since each job is billed by whole minutes; 11 % went into repeated attempts. 1 more run was cancelled; its minutes are not known. The longest chain of jobs that wait for each other takes 60 s (median).',
    '',
    '| job | runner | minutes | share | median | waited for a runner | run waits for it |',
    '| --- | --- | ---: | ---: | ---: | ---: | --- |',
    '| `Tests \\| all` | `ubuntu-24.04` | 7 | 78 % | 150 s | 4 s | in 100 % of runs |',
    '| `Lint` | not known | 2 | 22 % | 30 s | not known |  |',
    '',
  ]);
});

test('before a run has jobs there is nothing to say', () => {
  expect(runCostOf({ runs: [{ ...exampleRun(1), jobs: [] }] })).toBeUndefined();
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
  expect(runCostOf({ runs: own })?.sentences[0]).toBe(
    'The last run of the branch took 2 billed minutes, 2.0 a run.',
  );
});
