import { type Problem } from '../kernel/problem';
import { type AwsSettings } from './aws-schema';
import { type RepositorySettings } from './repository-schema';

/** What is wrong with the stack's part in AWS that no single key shows. */
export function awsProblems(
  aws: AwsSettings,
  repositories: readonly RepositorySettings[],
  describePath: (path: readonly PropertyKey[]) => string,
): Problem[] {
  const at = (...path: readonly PropertyKey[]) => describePath(['aws', ...path]);
  return [...runtimeProblems(aws, repositories, at), ...oidcProblems(aws, repositories, at)];
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
        message: 'is no repository of this stack',
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
        allowed: 'at least one of both',
      });
    }
  });
  return problems;
}
