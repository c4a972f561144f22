import { formatProblem } from '../kernel/problem';
import { environmentProblems } from './environment-limit';

const sized = (bytes: number, character = 'x'): Readonly<Record<string, string>> => ({
  'gatehouse:github': '{}',
  'gatehouse:repositories': character.repeat(bytes),
});

test.each<[string, Readonly<Record<string, string>>, boolean]>([
  ['far below', sized(1_000), true],
  ['just below', sized(120 * 1024 - 60), true],
  ['just above', sized(120 * 1024 - 50), false],
  ['of characters that take three bytes', sized(41_000, '€'), false],
  ['of characters that the engine escapes', sized(21_000, '&'), false],
  ['of quotation marks, which are escaped', sized(61_500, '"'), false],
])('a configuration %s the limit', (_name, values, accepted) => {
  expect(environmentProblems('Pulumi.dev.yaml', values)).toHaveLength(accepted ? 0 : 1);
});

test('the problem names the key that takes most, and the way out', () => {
  const [problem] = environmentProblems('Pulumi.dev.yaml', sized(130 * 1024));
  if (problem === undefined) throw new Error('accepted');
  expect(formatProblem(problem)).toBe(
    'Pulumi.dev.yaml: gatehouse:repositories: the configuration is too large: the program gets it as one environment variable, which may have 128 KiB; found 131 KiB in all, 131 KiB of it in this key; allowed: 120 KiB; move the repositories into files of their own: `gatehouse config move` (docs/fleet.md)',
  );
  const [other] = environmentProblems('Pulumi.dev.yaml', { 'x:y': 'z'.repeat(130 * 1024) });
  expect(other?.remedy).toBe('keep less in this key');
});
