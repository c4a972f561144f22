import { readDocumentation } from '../adapters/documentation';
import { ownersAt } from '../adapters/owners';
import type { Look } from '../dashboard/collect';
import { exceptionsHere } from '../waivers/exceptions';
import { osvUrlOf } from '../osv-address';
import { letPass } from '../waivers/shown';
import type { Context } from './context';
import type { GitHubEnvironment } from './environment';
import { policyOf, scopeOf, type DashboardInputs } from './inputs';

/** How the repository of a step is looked at and judged. */
export function lookOf(
  inputs: Omit<DashboardInputs, 'smoke-artifacts'> &
    Partial<Pick<DashboardInputs, 'smoke-artifacts'>>,
  environment: GitHubEnvironment,
  now: Date,
  { commands, variables }: Pick<Context, 'commands' | 'variables'>,
): Look {
  const { owner, repository, event, workspace } = environment;
  return {
    owner,
    repository,
    branch: inputs.branch === '' ? (event.repository?.default_branch ?? 'main') : inputs.branch,
    workflow: inputs.workflow,
    policy: policyOf(inputs),
    threshold: inputs.threshold,
    sources: inputs.sources,
    directory: inputs['project-directory'],
    scope: scopeOf(inputs),
    overrideLabel: inputs['override-label'],
    smokeArtifacts: inputs['smoke-artifacts'] ?? [],
    now,
    severities: {
      url: osvUrlOf(variables),
      tell: (message) => {
        commands.info(message);
      },
    },
    // The workflows that look have the branch checked out.
    exceptions: async () => letPass(await exceptionsHere(), inputs, now, commands),
    guardLevel: inputs['guard-level'],
    owners: () => ownersAt(workspace),
    documentation: () => readDocumentation(workspace, inputs.sources),
  };
}
