import { baselinePath } from '../../../core/waivers/baseline';
import { waiversPath } from '../../../core/waivers/waiver';
import { fileAt } from '../../adapters/data-branch';
import { exceptionsHere, keepExceptions, type ExceptionTexts } from '../../waivers/exceptions';
import type { Context, Ending } from '../context';
import { gitHubEnvironment, readTextFile, type GitHubEnvironment } from '../environment';
import type { ExceptionsInputs } from '../inputs';
import { optional } from '../optional';

/**
 * Keeps the default branch's waivers and baseline for the steps that judge: those that a change brings do not count for it.
 * Where GitHub does not answer nothing is kept, so that nothing is excused.
 */
export async function exceptions(inputs: ExceptionsInputs, context: Context): Promise<Ending> {
  const environment = await gitHubEnvironment(context.variables, readTextFile);
  const texts = await defaultBranchTexts(inputs, context, environment);
  if (texts !== undefined) await keepExceptions(inputs.output, texts);
  return 'done';
}

/** The files as the default branch has them: for a push to it, as they are checked out. */
export async function defaultBranchTexts(
  inputs: { readonly branch: string; readonly 'github-token': string },
  context: Context,
  environment: GitHubEnvironment,
): Promise<ExceptionTexts | undefined> {
  const branch =
    inputs.branch === '' ? (environment.event.repository?.default_branch ?? 'main') : inputs.branch;
  const isOfBranch =
    environment.eventName !== 'pull_request' &&
    context.variables['GITHUB_REF'] === `refs/heads/${branch}`;
  if (isOfBranch) return exceptionsHere();
  context.commands.mask(inputs['github-token']);
  const client = await context.gitHub({
    apiUrl: environment.apiUrl,
    token: inputs['github-token'],
  });
  return optional(context, `the waivers and the baseline of ${branch}`, async () => ({
    waivers: await fileAt(client, environment, branch, waiversPath),
    baseline: await fileAt(client, environment, branch, baselinePath),
  }));
}
