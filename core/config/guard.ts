import { z } from 'zod';
import { guardLevels } from '../kernel/guard-levels';
import { type Immutable } from '../kernel/immutable';
import { branchName, githubAppId, repositoryName } from './formats';
import { secretReference } from './secret-reference';

/** The environment that holds the key of the guard's App, and the secret's name in it. */
export const guardEnvironment = 'gatehouse-guard';
export const guardKeySecret = 'GATEHOUSE_GUARD_KEY';

/** A user or a team as CODEOWNERS names it. https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#codeowners-syntax */
const owner = z
  .string()
  .regex(/^@[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(?:\/[a-z0-9][a-z0-9_-]{0,99})?$/, {
    error: 'must be a user or a team, such as @octocat or @acme/platform',
  });

export const guardSettings = z.strictObject({
  level: z
    .enum(guardLevels)
    .describe(
      '`reported`: the comment says what a change does to its own gate. `owned`: `guard.owners` besides own the files of the gate by a marked part of CODEOWNERS. `guarded`: besides the comment a required check, which only `guard.app` can give.',
    ),
  owners: z
    .array(owner)
    .max(20)
    .describe(
      'With `owned` and `guarded`: users and teams of whom one approves a change to the gate; with `owned` they need write access.',
    ),
  restrictPushes: z
    .boolean()
    .describe(
      'A push ruleset refuses every push that changes workflows, local actions, the delivered action, dependabot.yml or CODEOWNERS, except by `github.app` and `protection.bypassApps`. For private and internal repositories of an organization on Team or Enterprise Cloud.',
    ),
  requiredWorkflow: z
    .strictObject({
      repository: repositoryName.describe(
        'Repository of the same organization that has the workflow; people who may weaken the gate have no write access to it.',
      ),
      path: z
        .string()
        .regex(/^\.github\/workflows\/[A-Za-z0-9._-]{1,100}\.ya?ml$/, {
          error: 'must be the path of a workflow, such as .github/workflows/gate.yml',
        })
        .describe(
          'Its path. It runs on `pull_request`, and on `merge_group` where the queue merges; other events do not start it.',
        ),
      ref: branchName.describe('Branch or tag that it is read from.'),
    })
    .exactOptional()
    .describe(
      'A workflow of another repository that must succeed before a pull request into the default branch is merged: a ruleset of the organization, for all repositories of the stack that name the workflow. Only `github.app` may bypass it. For organizations on Enterprise Cloud.',
    ),
  app: z
    .strictObject({
      id: githubAppId.describe(
        'Id of a GitHub App of your own with `checks: write` (and `members: read` for teams), installed on the repository.',
      ),
      privateKey: secretReference.describe(
        'Its private key in PEM, kept in an environment that only the default branch may use.',
      ),
    })
    .exactOptional()
    .describe('With `guarded`: the App that gives the check; only it may use its key.'),
});

/** What a level needs that is not there, as path and text. */
export function guardProblems({
  guard,
  protection,
  environments,
}: {
  readonly guard: Immutable<z.infer<typeof guardSettings>>;
  readonly protection: {
    readonly kind: string;
    readonly codeOwnerReview: boolean;
  };
  readonly environments: Readonly<Record<string, unknown>>;
}): readonly GuardProblem[] {
  const level = guard.level;
  if (level === 'reported') return unusedApp(guard);
  const owners: Check = [
    guard.owners.length > 0,
    ['guard', 'owners'],
    `must name at least one owner for \`guard.level: ${level}\``,
  ];
  if (level === 'owned') {
    return [
      ...unusedApp(guard),
      ...unmet([
        owners,
        [
          protection.kind !== 'none',
          ['guard', 'level'],
          '`owned` needs `protection.kind: ruleset` or `classic`, which ask the owners',
        ],
        [
          protection.codeOwnerReview,
          ['protection', 'codeOwnerReview'],
          'must be true for `guard.level: owned`; otherwise nobody waits for the owners',
        ],
      ]),
    ];
  }
  return unmet([
    [guard.app !== undefined, ['guard', 'app'], 'is needed by `guard.level: guarded`'],
    owners,
    [
      protection.kind === 'ruleset',
      ['guard', 'level'],
      '`guarded` needs `protection.kind: ruleset`, which pins a check to an App',
    ],
    [
      !Object.hasOwn(environments, guardEnvironment),
      ['environments', guardEnvironment],
      'is the environment of `guard.level: guarded`; choose another name',
    ],
  ]);
}

/** Whether something holds, and otherwise the path and text of the problem. */
type Check = readonly [isMet: boolean, path: readonly string[], message: string];
type GuardProblem = readonly [path: readonly string[], message: string];

const unmet = (checks: readonly Check[]): readonly GuardProblem[] =>
  checks.flatMap(([isMet, path, message]) => (isMet ? [] : [[path, message] as const]));

const unusedApp = ({ app }: { readonly app?: unknown }): readonly GuardProblem[] =>
  app === undefined
    ? []
    : [[['guard', 'app'], 'needs `guard.level: guarded`; nothing else uses it']];
