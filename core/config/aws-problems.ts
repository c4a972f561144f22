import { type Problem } from '../kernel/problem';
import { type AwsSettings } from './aws-schema';
import { secretsOf } from '../smoke/check';
import { type RepositorySettings } from './repository-schema';
import { checksOf } from './smoke-deployments';

/** What is wrong with the stack's part in AWS that no single key shows. */
export function awsProblems(
  aws: AwsSettings,
  repositories: readonly RepositorySettings[],
  describePath: (path: readonly PropertyKey[]) => string,
): Problem[] {
  const at = (...path: readonly PropertyKey[]) => describePath(['aws', ...path]);
  return [
    ...runtimeProblems(aws, repositories, at),
    ...secretProblems(aws, repositories, at),
    ...regionProblems(aws, repositories, at),
    ...oidcProblems(aws, repositories, at),
  ];
}

type At = (...path: readonly PropertyKey[]) => string;

function runtimeProblems(
  aws: AwsSettings,
  repositories: readonly RepositorySettings[],
  at: At,
): Problem[] {
  const { readiness, smoke, alarms } = aws;
  const problems: Problem[] = [];
  if (readiness.enabled && readiness.githubCredentials === undefined) {
    problems.push({
      code: 'missing-key',
      path: at('readiness', 'githubCredentials'),
      message: 'is missing: the functions have to read repositories',
      allowed: '{ ssmParameter: NAME } or { secretsManager: NAME }',
    });
  }
  if (smoke.enabled && repositories.every((repository) => repository.smoke === undefined)) {
    problems.push({
      code: 'nothing-to-monitor',
      path: at('smoke', 'enabled'),
      message: 'monitors nothing: no repository has `smoke`',
      found: 'true',
      remedy: 'describe the checks of a repository under `smoke`, or leave this out',
    });
  }
  if ((readiness.enabled || smoke.enabled) && !alarms.email && alarms.topic === undefined) {
    problems.push({
      code: 'missing-key',
      path: at('alarms'),
      message: 'notifies no one',
      allowed: '`email` or `topic`',
    });
  }
  if (alarms.email !== undefined && alarms.topic !== undefined) {
    problems.push({
      code: 'contradiction',
      path: at('alarms', 'email'),
      message: 'has no effect beside `topic`, whose subscriptions are yours',
      allowed: 'one of `email` and `topic`',
    });
  }
  return problems;
}

/** Secrets that checks need and no one says where they are, and the other way round: one misspelt name is both. */
function secretProblems(
  { smoke }: AwsSettings,
  repositories: readonly RepositorySettings[],
  at: At,
): Problem[] {
  if (!smoke.enabled) return [];
  const stored = Object.keys(smoke.secrets);
  const needed = repositories.flatMap(({ name, smoke: tests }) =>
    (tests === undefined ? [] : checksOf(tests)).flatMap((check) =>
      secretsOf(check).map((secret) => ({ secret, of: `${check.name} of ${name}` })),
    ),
  );
  const missing = [...new Set(needed.map(({ secret }) => secret))].filter(
    (secret) => !stored.includes(secret),
  );
  const unused = stored.filter((name) => !needed.some(({ secret }) => secret === name));
  return [
    ...missing.map((secret) => ({
      code: 'missing-key',
      path: at('smoke', 'secrets', secret),
      message: `is missing, and ${shownChecks(needed.filter((one) => one.secret === secret))} cannot be run without it`,
      ...(unused.length === 0 ? {} : { found: unused.join(', ') }),
      allowed: '{ ssmParameter: NAME } or { secretsManager: NAME }',
      remedy: 'say where the secret is in AWS, or correct the name',
    })),
    ...unused.map((name) => ({
      code: 'unused-secret',
      path: at('smoke', 'secrets', name),
      message: 'is named by no smoke check',
      found: JSON.stringify(name),
      allowed: [...new Set(needed.map(({ secret }) => secret))].join(', ') || 'none',
      remedy: 'correct the name, or remove it',
    })),
  ];
}

/** Further regions that monitors cannot run from as they are described. */
function regionProblems(
  { region: home, smoke, alarms }: AwsSettings,
  repositories: readonly RepositorySettings[],
  at: At,
): Problem[] {
  if (!smoke.enabled) return [];
  const hasPrivate = repositories.some(
    ({ smoke: tests }) =>
      tests !== undefined && checksOf(tests).some(({ reach }) => reach === 'private'),
  );
  return Object.entries(smoke.regions).flatMap(([region, { alarmTopic, vpc }]): Problem[] => {
    const path = (...keys: readonly string[]) => at('smoke', 'regions', region, ...keys);
    const topicRegion = alarmTopic?.split(':')[3] ?? region;
    return [
      ...(region === home
        ? [
            {
              code: 'contradiction',
              path: path(),
              message: 'is the region of the stack, which checks run from in any case',
              found: region,
              remedy: 'name other regions only',
            },
          ]
        : []),
      ...(alarms.topic !== undefined && alarmTopic === undefined
        ? [
            {
              code: 'missing-key',
              path: path('alarmTopic'),
              message: 'is missing: an alarm publishes to topics of its own region only',
              allowed: `the ARN of a topic in ${region}`,
            },
          ]
        : []),
      ...(topicRegion === region
        ? []
        : [
            {
              code: 'contradiction',
              path: path('alarmTopic'),
              message: 'is a topic of another region, to which an alarm cannot publish',
              found: topicRegion,
              allowed: region,
            },
          ]),
      ...(hasPrivate && vpc === undefined
        ? [
            {
              code: 'missing-key',
              path: path('vpc'),
              message: 'is missing, and private checks cannot be run from there without it',
              allowed: '{ subnets, securityGroups }',
            },
          ]
        : []),
    ];
  });
}

/** The first few of the checks, in words. */
function shownChecks(checks: readonly { readonly of: string }[]): string {
  const [first, second, ...rest] = checks.map(({ of }) => of);
  const shown = [first, second].filter((one) => one !== undefined).join(' and ');
  return rest.length === 0 ? shown : `${shown} and ${rest.length} more`;
}

function oidcProblems(
  { oidc }: AwsSettings,
  repositories: readonly RepositorySettings[],
  at: At,
): Problem[] {
  if (!oidc.enabled) return [];
  const problems: Problem[] = [];
  const known = new Map(repositories.map((repository) => [repository.name, repository]));
  if (oidc.roles.length === 0) {
    problems.push({
      code: 'missing-key',
      path: at('oidc', 'roles'),
      message: 'is empty, so there is no role to assume',
      allowed: 'at least one role',
    });
  }
  oidc.roles.forEach((role, index) => {
    const repository = known.get(role.repository);
    if (repository === undefined) {
      problems.push({
        code: 'unknown-repository',
        path: at('oidc', 'roles', index, 'repository'),
        message: 'is not a repository of this stack',
        found: JSON.stringify(role.repository),
        allowed: [...known.keys()].join(', '),
      });
    } else if (!Object.hasOwn(repository.environments, role.environment)) {
      problems.push({
        code: 'unknown-environment',
        path: at('oidc', 'roles', index, 'environment'),
        message: `is no environment of ${role.repository}`,
        found: JSON.stringify(role.environment),
        allowed: Object.keys(repository.environments).join(', ') || 'none',
      });
    }
    const twin = oidc.roles.findIndex(
      (other) =>
        other.name === role.name ||
        (other.repository === role.repository && other.environment === role.environment),
    );
    if (twin !== index) {
      problems.push({
        code: 'duplicate-role',
        path: at('oidc', 'roles', index),
        message: `repeats the name or the environment of aws.oidc.roles[${twin}]`,
        allowed: 'one role per environment, each with a name of its own',
      });
    }
    if (role.managedPolicies.length + role.statements.length === 0) {
      problems.push({
        code: 'missing-key',
        path: at('oidc', 'roles', index, 'statements'),
        message: 'is empty, and so are `managedPolicies`: the role may do nothing',
        allowed: 'at least one of the two',
      });
    }
  });
  return problems;
}
