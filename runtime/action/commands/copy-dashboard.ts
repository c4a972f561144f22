import { ProblemsError } from '../../../core/kernel/problem';
import { readBranch, writeBranch } from '../../adapters/data-branch';
import type { Context, Ending } from '../context';
import { gitHubEnvironment, readTextFile } from '../environment';
import type { CopyDashboardInputs } from '../inputs';

/** What a reader of the code wants beside it; history and page stay on the data branch. */
const copied = ['README.md', 'readiness.json', 'badge.json'];

/**
 * Copies dashboard, readiness.json and badge from the data branch to a directory of the default branch, in one commit
 * and only when one of them differs. The token is that of an App that may bypass the branch's rules; the commit asks
 * GitHub to start no workflow for it, or CI would run on every look.
 * https://docs.github.com/en/actions/how-tos/manage-workflow-runs/skip-workflow-runs
 */
export async function copyDashboard(
  inputs: CopyDashboardInputs,
  context: Context,
): Promise<Ending> {
  const environment = await gitHubEnvironment(context.variables, readTextFile);
  const branch =
    inputs.branch === '' ? (environment.event.repository?.default_branch ?? '') : inputs.branch;
  if (branch === '' || branch === inputs['data-branch']) throw sameBranch(inputs['data-branch']);
  context.commands.mask(inputs['github-token']);
  const client = await context.gitHub({
    apiUrl: environment.apiUrl,
    token: inputs['github-token'],
    onWait: (message) => {
      context.commands.info(message);
    },
  });
  const { owner, repository } = environment;
  const source = await readBranch(
    client,
    { owner, repository, branch: inputs['data-branch'] },
    copied,
  );
  const files = new Map(
    [...source.files].map(([name, text]) => [`${inputs.directory}/${name}`, text] as const),
  );
  if (files.size === 0) {
    context.commands.notice(`nothing to copy: ${inputs['data-branch']} holds no dashboard yet`);
    return 'done';
  }
  const { changed, commit } = await writeBranch(
    client,
    { owner, repository, branch },
    [...files.keys()],
    (target) =>
      [...files].every(([path, text]) => target.files.get(path) === text)
        ? undefined
        : { message: 'docs: update the readiness dashboard [skip ci]', files },
  );
  await context.commands.setOutput('changed', String(changed));
  await context.commands.setOutput('commit', commit ?? '');
  context.commands.info(
    changed
      ? `copied to ${inputs.directory} on ${branch} in ${commit ?? ''}`
      : `${inputs.directory} on ${branch} is up to date, no commit`,
  );
  return 'done';
}

function sameBranch(branch: string): ProblemsError {
  return new ProblemsError([
    {
      code: 'copy-onto-itself',
      path: 'inputs.branch',
      message: 'the branch to copy to must be known, and not be the data branch',
      found: branch,
      remedy: 'name the default branch',
    },
  ]);
}
