import { longestMinutes } from './longest-path';
import { job, type AnyJob } from './model/job';
import { run } from './model/step';

function jobOf(id: string, timeoutMinutes: number, more: Partial<AnyJob> = {}): AnyJob {
  return job({
    id,
    name: id,
    permissions: {},
    runsOn: 'ubuntu-24.04',
    timeoutMinutes,
    steps: [run({ name: 'Work', run: 'true' })],
    ...more,
  });
}

const lint = jobOf('lint', 15);
const test_ = jobOf('test', 30);
const gate = jobOf('gate', 10, { needs: [lint, test_] });
const comment = jobOf('comment', 100, { needs: [gate] });
const done = jobOf('done', 5, { needs: [lint, gate, comment] });
const matrix = { python: ['3.11', '3.12', '3.13'], runner: ['a', 'b'] } as const;

test.each<readonly [string, number, number]>([
  ['a job alone waits for its runner and itself', longestMinutes(lint), 17],
  ['of two needed jobs the slower one counts', longestMinutes(gate), 32 + 12],
  ['every job of the path counts', longestMinutes(done), 32 + 12 + 102 + 7],
  [
    'a skipped job takes no time, and what it needs still does',
    longestMinutes(done, ({ id }) => id === 'comment'),
    32 + 12 + 7,
  ],
  [
    'a matrix whose combinations all run at once takes one timeout',
    longestMinutes(jobOf('m', 30, { strategy: { matrix, failFast: false } })),
    32,
  ],
  [
    'one that is limited takes as many as it has rounds',
    longestMinutes(jobOf('m', 30, { strategy: { matrix, failFast: false, maxParallel: 4 } })),
    62,
  ],
])('%s', (_, actual, expected) => {
  expect(actual).toBe(expected);
});
