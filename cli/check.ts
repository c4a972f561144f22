import { runCheck } from '../policies/check-files';
import { type CliContext } from './cli-context';

/** The command line of `gatehouse check`, in a bundle of its own: it starts without the host and its packages. */
export function runCli(
  [, ...argv]: readonly string[],
  context: Pick<CliContext, 'stdout' | 'stderr'>,
): Promise<number> {
  return Promise.resolve(runCheck(argv, context));
}
