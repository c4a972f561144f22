import { isOnPath } from '../../sandbox/is-on-path';
import permittedSkips from '../permitted-skips.json';

/**
 * `describe` where a program that a test may do without is on PATH; elsewhere its tests are skipped, by name and with the
 * reason that tests/permitted-skips.json gives. @throws for a program that is not listed there.
 */
export function describeWith(program: string): jest.Describe {
  if (!permittedSkips.some((one) => one.program === program)) {
    throw new Error(`tests/permitted-skips.json does not list ${program}`);
  }
  return isOnPath(program) ? describe : describe.skip;
}
