import { ProblemsError } from '../../core/kernel/problem';
import type { RawInputs } from './inputs';

/** `<command> --input value …`: the inputs of action.yml by their names. @throws ProblemsError for anything else. */
export function readCommandLine(given: readonly string[]): RawInputs {
  const [command = '', ...rest] = given;
  const inputs = new Map([['command', command]]);
  for (let index = 0; index < rest.length; index += 2) {
    const flag = rest[index] ?? '';
    const value = rest[index + 1];
    if (!flag.startsWith('--') || value === undefined) {
      throw new ProblemsError([
        {
          code: 'command-line',
          path: flag,
          message: 'the command line is a command and pairs of an input and its value',
          found: value === undefined ? `${flag} without a value` : flag,
          allowed: 'gate --reports reports --threshold 90',
        },
      ]);
    }
    inputs.set(flag.slice(2), value);
  }
  return inputs;
}
