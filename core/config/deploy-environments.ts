import { type DeploySettings, type SmokeSettings } from './pipeline-settings';
import { jobPart, smokeDeployments, type SmokeDeployment } from './smoke-deployments';

type Environment = DeploySettings['environments'][number];

/** An environment that the artifact is deployed to. */
export interface DeployEnvironment {
  /** Id of the job that deploys to it. */
  readonly jobId: string;
  /** What runs there, and what makes it healthy. */
  readonly service: SmokeDeployment;
  readonly canary?: NonNullable<Environment['canary']>;
  /** Whether a deployment rolls back once, and deploys again. */
  readonly rehearses: boolean;
}

/** The environments in their order; one that `smoke` does not know, which the configuration refuses, is left out. */
export function deployEnvironments(
  { environments }: Pick<DeploySettings, 'environments'>,
  smoke: SmokeSettings,
): readonly DeployEnvironment[] {
  const services = smokeDeployments(smoke);
  const names = environments.map(({ name }) => name);
  return environments.flatMap(({ name, canary, rehearseRollback }, index) => {
    const service = services.find(({ environment }) => environment === name);
    if (service === undefined) return [];
    return [
      {
        jobId: `deploy-${jobPart(name, names)}`,
        service,
        ...(canary === undefined ? {} : { canary }),
        // A rollback that does not work shows before the last environment, which need not go back for that.
        rehearses: rehearseRollback ?? index < environments.length - 1,
      },
    ];
  });
}
