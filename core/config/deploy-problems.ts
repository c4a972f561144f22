import { type z } from 'zod';
import { type Immutable } from '../kernel/immutable';
import { canaryChecks } from '../smoke/check';
import { type deploySettings } from './deploy-schema';
import { smokeDeployments } from './smoke-deployments';
import { type smokeSettings } from './smoke-schema';

type DeploySettings = Immutable<z.infer<typeof deploySettings>>;
type SmokeSettings = Immutable<z.infer<typeof smokeSettings>>;

interface Deployed {
  readonly deploy?: DeploySettings | undefined;
  readonly smoke?: SmokeSettings | undefined;
  readonly build: { readonly packages: boolean };
}

type Issue = readonly [path: readonly (string | number)[], message: string];

/** What of a deployment does not go together with the rest of a repository's settings, as path and text. */
export function deployProblems({ deploy, smoke, build }: Deployed): readonly Issue[] {
  if (deploy === undefined) return [];
  const needsPackages = deploy.artifact.kind === 'wheel' && !build.packages;
  return [
    ...(needsPackages
      ? [[['deploy'], 'needs `build.packages: true`: there would be no wheel to deploy'] as const]
      : []),
    ...deploy.environments.flatMap((environment, index) =>
      environmentIssues(environment, smoke).map(([key, message]): Issue => [
        ['deploy', 'environments', index, key],
        message,
      ]),
    ),
  ];
}

/** What is wrong with one environment, by its key. */
function environmentIssues(
  { name, canary }: DeploySettings['environments'][number],
  smoke: SmokeSettings | undefined,
): readonly (readonly [key: 'name' | 'canary', message: string])[] {
  const services = smoke === undefined ? [] : smokeDeployments(smoke);
  const service = services.find(({ environment }) => environment === name);
  if (service === undefined) {
    const known = services.map(({ environment }) => environment).join(', ') || 'none';
    const why = 'its checks decide whether a new version stays';
    return [['name', `must be a deployment that \`smoke\` checks (${known}): ${why}`]];
  }
  if (canary === undefined) return [];
  const isCompared = smoke?.canary !== undefined && smoke.environment === name;
  return [
    ...(isCompared
      ? [['canary', 'is a second canary of this environment; remove `smoke.canary`'] as const]
      : []),
    ...(canaryChecks(service.checks).length === 0
      ? [
          [
            'canary',
            'needs a public check of this deployment with the method GET or HEAD, which it sends hundreds of times',
          ] as const,
        ]
      : []),
  ];
}
