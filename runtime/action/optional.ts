import { GitHubError } from '../adapters/github-error';
import type { Context } from './context';

/** What only adds to a verdict must not stop it: a failure is a warning. */
export async function optional<T>(
  context: Context,
  what: string,
  read: () => Promise<T | undefined>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    context.commands.warning(`${what} could not be read: ${error.message}`);
    return undefined;
  }
}
