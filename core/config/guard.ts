import { z } from 'zod';
import { type Immutable } from '../kernel/immutable';
import { githubAppId } from './formats';
import { secretReference } from './secret-reference';

/** How far a change is kept from weakening the gate that judges it, from the weakest to the strongest. */
const guardLevels = ['reported', 'guarded'] as const;

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
      '`reported`: the comment says what a change does to its own gate. `guarded`: a required check besides, which only `guard.app` can give.',
    ),
  owners: z
    .array(owner)
    .max(20)
    .describe('With `guarded`: users and teams of whom one approves a change to the gate.'),
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
  readonly protection: { readonly kind: string; readonly mergeQueue: boolean };
  readonly environments: Readonly<Record<string, unknown>>;
}): readonly (readonly [path: readonly string[], message: string])[] {
  if (guard.level !== 'guarded') {
    return guard.app === undefined
      ? []
      : [[['guard', 'app'], 'needs `guard.level: guarded`; nothing else uses it']];
  }
  const checks: readonly (readonly [boolean, readonly string[], string])[] = [
    [guard.app !== undefined, ['guard', 'app'], 'is needed by `guard.level: guarded`'],
    [
      guard.owners.length > 0,
      ['guard', 'owners'],
      'must name at least one owner for `guard.level: guarded`',
    ],
    [
      protection.kind === 'ruleset',
      ['guard', 'level'],
      '`guarded` needs `protection.kind: ruleset`, which pins a check to an App',
    ],
    [
      !protection.mergeQueue,
      ['guard', 'level'],
      '`guarded` needs `protection.mergeQueue: false`: the check is given to pull requests, not to entries of a queue',
    ],
    [
      !Object.hasOwn(environments, guardEnvironment),
      ['environments', guardEnvironment],
      'is the environment of `guard.level: guarded`; choose another name',
    ],
  ];
  return checks.flatMap(([isMet, path, message]) => (isMet ? [] : [[path, message] as const]));
}
