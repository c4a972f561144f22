import { awsRoleVariable } from '../../kernel/delivered-names';
import { expression, type Expression, type Value } from '../model/expression';
import { jobOutput } from '../model/job';
import { run, type Declares, type RunStep } from '../model/step';
import { identityToken } from '../steps/identity-token';
import { scriptText } from '../steps/script';
import { type Deployment } from './deployment-checks';

/** What earlier steps know that commands are given. */
interface Known {
  /** Path of the artifact. */
  readonly artifact: Expression;
  /** What ran before; absent where the service does not say. */
  readonly previous?: Expression;
}

type CommandStep<Id extends string> = RunStep & Declares<Id, never>;

/** The repository's own commands as steps, each with its own time limit, and with an identity only where that is configured. */
export function deploymentCommands(
  { deploy, environment: { service, canary }, build }: Deployment,
  { artifact, previous }: Known,
) {
  const { commands, oidc } = deploy;
  const env: Readonly<Record<string, Value>> = {
    ARTIFACT: artifact,
    DIGEST: jobOutput(build, 'digest'),
    VERSION: jobOutput(build, 'version'),
    COMMIT: expression('github.sha'),
    ENVIRONMENT: service.environment,
    URL: service.baseUrl,
    ...(canary === undefined ? {} : { CANARY_URL: canary.url }),
    ...(previous === undefined ? {} : { PREVIOUS: previous }),
    ...(oidc === undefined ? {} : { OIDC_AUDIENCE: oidc.audience }),
    ...(oidc?.awsRegion === undefined
      ? {}
      : { AWS_ROLE_ARN: expression(`vars.${awsRoleVariable}`), AWS_REGION: oidc.awsRegion }),
    ...deploy.env,
    ...Object.fromEntries(
      Object.entries(deploy.secrets).map(([name, secret]) => [
        name,
        expression(`secrets.${secret}`),
      ]),
    ),
  };
  const step = <const Id extends string>(
    name: string,
    id: Id,
    lines: readonly string[],
  ): CommandStep<Id> =>
    run({
      id,
      outputs: [],
      name,
      env,
      timeoutMinutes: deploy.commandMinutes,
      run: scriptText(...(oidc === undefined ? [] : identityToken), ...lines),
    });
  const { deploy: replace, promote = replace } = commands;
  return {
    /** Changes something for the first time: starts the canary, or replaces what runs. */
    change: (): CommandStep<'change'> =>
      canary === undefined
        ? step('Deploy', 'change', replace)
        : step('Start the canary', 'change', commands.canary ?? replace),
    /** Makes the new version what runs. */
    replace: <const Id extends string>(name: string, id: Id): CommandStep<Id> =>
      step(name, id, canary === undefined ? replace : promote),
    /** Restores what ran before. */
    rollBack: <const Id extends string>(name: string, id: Id): CommandStep<Id> =>
      step(name, id, commands.rollback),
  };
}
