import { z } from 'zod';
import { githubTypes } from '../../../core/kernel/resource-types';
import { listProp, prop, textProp } from '../../../core/reading/resource-view';
import { resourceRule, type StackFinding } from '../../../core/reading/rule';

/** The rules that a push ruleset can have, and what is restricted by each. */
const rules: Readonly<Record<string, string>> = {
  filePathRestriction: 'restrictedFilePaths',
  fileExtensionRestriction: 'restrictedFileExtensions',
  maxFilePathLength: 'maxFilePathLength',
  maxFileSize: 'maxFileSize',
};

/** Id of the role admin; a ruleset does not bind those who may change it. */
const admin = 5;

/** A push ruleset restricts something, is enforced, and lets few past. */
export const pushRulesets = resourceRule({
  name: 'push-rulesets',
  description: 'A push ruleset is active, restricts something, and only few may bypass it',
  severity: 'high',
  why: 'A push ruleset that is not enforced, has no rule, or may be bypassed by everyone who can write keeps no file from being changed, and looks as if it did.',
  link: 'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/about-rulesets#push-rulesets',
  remediation:
    'Set enforcement to active, name paths, extensions or sizes, and let only Apps, administrators or teams bypass it.',
  setting: 'guard.restrictPushes',
  types: [githubTypes.RepositoryRuleset, githubTypes.OrganizationRuleset],
  config: z.strictObject({
    allowedBypass: z
      .array(z.string())
      .default([])
      .describe('Bypass actors that are accepted, such as "RepositoryRole 2" or "DeployKey"'),
  }),
  example: {
    violates: {
      type: githubTypes.RepositoryRuleset,
      props: {
        repository: 'shop',
        target: 'push',
        enforcement: 'evaluate',
        bypassActors: [{ actorId: 4, actorType: 'RepositoryRole', bypassMode: 'always' }],
        rules: { filePathRestriction: { restrictedFilePaths: ['.github/workflows/**/*'] } },
      },
    },
    passes: {
      type: githubTypes.RepositoryRuleset,
      props: {
        repository: 'shop',
        target: 'push',
        enforcement: 'active',
        bypassActors: [{ actorId: 4711, actorType: 'Integration', bypassMode: 'always' }],
        rules: { filePathRestriction: { restrictedFilePaths: ['.github/workflows/**/*'] } },
      },
    },
  },
  check: ({ props }, { allowedBypass }, attempt): readonly StackFinding[] => {
    if (attempt(() => textProp(props, 'target')) !== 'push') return [];
    const found = [
      attempt(() => activity(props)),
      attempt(() => restriction(props)),
      attempt(() => bypass(props, allowedBypass)),
    ];
    return found.flatMap((item) => item ?? []);
  },
});

type Props = Readonly<Record<string, unknown>>;

function activity(props: Props): readonly StackFinding[] {
  if (textProp(props, 'enforcement') === 'active') return [];
  return [{ message: 'the push ruleset is not enforced', fix: 'set enforcement to active' }];
}

function restriction(props: Props): readonly StackFinding[] {
  const given = listProp(props, 'rules').flatMap((item) =>
    Object.entries(rules).flatMap(([rule, value]) =>
      listProp(item, rule).map((one) => prop(one, value)),
    ),
  );
  const restricts = given.some((value) =>
    Array.isArray(value) ? value.length > 0 : value !== undefined,
  );
  if (restricts) return [];
  return [
    {
      message: 'the push ruleset restricts nothing',
      fix: `add one of the rules ${Object.keys(rules).join(', ')}`,
    },
  ];
}

/** Roles and keys are held by whoever gets them later. */
function bypass(props: Props, allowed: readonly string[]): readonly StackFinding[] {
  const wide = listProp(props, 'bypassActors').flatMap((actor) => {
    const type = textProp(actor, 'actorType') ?? 'actor';
    const id = prop(actor, 'actorId');
    const isWide =
      type === 'DeployKey' || (type === 'RepositoryRole' && String(id) !== String(admin));
    const name = typeof id === 'number' || typeof id === 'string' ? `${type} ${id}` : type;
    return isWide && !allowed.includes(name) ? [name] : [];
  });
  if (wide.length === 0) return [];
  return [
    {
      message: `everyone with the role or key may push restricted files: ${wide.join(', ')}`,
      fix: 'let Apps, teams or administrators bypass it instead',
    },
  ];
}
