import { listProp, prop, textProp } from '../reading/resource-view';
import { type GateId } from './catalogue';
import { type KnownFact } from './compare-facts';
import { type GateResource } from './gate-resource';
import { githubTypes } from '../kernel/resource-types';

/** What the protections of branches enforce, by branch: several on one branch add up, as on GitHub. */
export function protectionFacts(resource: GateResource): readonly KnownFact[] {
  switch (resource.type) {
    case githubTypes.BranchProtection:
      return classic(resource, textProp(resource.props, 'pattern') ?? '');
    case githubTypes.BranchProtectionV3:
      return classic(resource, textProp(resource.props, 'branch') ?? '');
    case githubTypes.RepositoryRuleset:
      return textProp(resource.props, 'target') === 'branch'
        ? ruleset(resource)
        : pushRuleset(resource);
    case githubTypes.OrganizationRuleset:
      return textProp(resource.props, 'target') === 'branch'
        ? [...ruleset(resource), ...requiredWorkflows(resource)]
        : pushRuleset(resource);
    default:
      return [];
  }
}

/** Contexts that a protection requires, to know which jobs stand for checks. */
export function requiredContextsOf({ type, props }: GateResource): readonly string[] {
  return type.includes('Ruleset')
    ? rulesetChecks(props).map(({ context }) => context)
    : classicContexts(props);
}

function classic({ props }: GateResource, branch: string): readonly KnownFact[] {
  const [reviews] = listProp(props, 'requiredPullRequestReviews');
  const checks = listProp(props, 'requiredStatusChecks');
  const on = (gate: GateId, value: unknown) => toggle(gate, branch, value === true);
  return [
    fact('branch-protection', branch, 2, 'active'),
    on('admin-enforcement', prop(props, 'enforceAdmins')),
    on(
      'up-to-date-branch',
      checks.some((item) => prop(item, 'strict') === true),
    ),
    toggle('force-pushes', branch, prop(props, 'allowsForcePushes') !== true),
    toggle('deletions', branch, prop(props, 'allowsDeletions') !== true),
    on('linear-history', prop(props, 'requiredLinearHistory')),
    on('signed-commits', prop(props, 'requireSignedCommits')),
    on('conversation-resolution', prop(props, 'requireConversationResolution')),
    ...reviewFacts(branch, reviews, {
      codeOwners: 'requireCodeOwnerReviews',
      stale: 'dismissStaleReviews',
      lastPush: 'requireLastPushApproval',
    }),
    ...classicContexts(props).map((context) => requiredCheck(context, branch)),
    ...[
      ...listProp(reviews, 'pullRequestBypassers'),
      ...listProp(props, 'forcePushBypassers'),
    ].flatMap((actor) =>
      typeof actor === 'string' ? [fact('bypass', `${branch} by ${actor}`, -1, 'allowed')] : [],
    ),
  ];
}

function classicContexts(props: unknown): readonly string[] {
  return listProp(props, 'requiredStatusChecks').flatMap((item) => [
    ...texts(listProp(item, 'contexts')),
    // The newer list of branchProtectionV3 writes `context:app-id`.
    ...texts(listProp(item, 'checks')).map((check) => check.replace(/:-?\d+$/, '')),
  ]);
}

function ruleset({ props }: GateResource): readonly KnownFact[] {
  const enforcement = textProp(props, 'enforcement') ?? 'disabled';
  const branches = texts(listProp(props, 'conditions', 'refName', 'includes')).map((pattern) =>
    pattern.replace(/^refs\/heads\//, ''),
  );
  const strength = { active: 2, evaluate: 1 }[enforcement] ?? 0;
  const bypass = bypassing(props);
  return branches.flatMap((branch) => [
    fact('branch-protection', branch, strength, enforcement),
    // Rules that are not enforced restrict no one: enforcement alone is then what changed.
    ...(strength === 2 ? rulesetRules(props, branch) : []),
    ...bypass.map(({ actor, mode }) =>
      fact('bypass', `${branch} by ${actor}`, mode === 'pull_request' ? -1 : -2, mode),
    ),
  ]);
}

/** Paths that nobody may push but those who may bypass. */
function pushRuleset({ props }: GateResource): readonly KnownFact[] {
  if (textProp(props, 'target') !== 'push' || textProp(props, 'enforcement') !== 'active')
    return [];
  const paths = listProp(prop(props, 'rules'), 'filePathRestriction').flatMap((rule) =>
    texts(listProp(rule, 'restrictedFilePaths')),
  );
  return [
    ...paths.map((path) => fact('restricted-path', path, 1, 'restricted')),
    ...bypassing(props).map(({ actor, mode }) => fact('bypass', `pushes by ${actor}`, -2, mode)),
  ];
}

/** Workflows that an organization requires, by the repositories that it names; which repository has them need not be known. */
function requiredWorkflows({ props }: GateResource): readonly KnownFact[] {
  if (textProp(props, 'enforcement') !== 'active') return [];
  const repositories = listProp(props, 'conditions', 'repositoryName').flatMap((names) =>
    texts(listProp(names, 'includes')),
  );
  const workflows = listProp(prop(props, 'rules'), 'requiredWorkflows').flatMap((rule) =>
    listProp(rule, 'requiredWorkflows').map((one) =>
      [textProp(one, 'path'), textProp(one, 'ref')].filter((part) => part !== undefined).join('@'),
    ),
  );
  return workflows.flatMap((workflow) =>
    repositories.map((name) => fact('required-workflow', `${workflow} in ${name}`, 1, 'required')),
  );
}

const bypassing = (props: unknown) =>
  listProp(props, 'bypassActors').map((actor) => ({
    actor: [textProp(actor, 'actorType') ?? 'actor', prop(actor, 'actorId')]
      .filter((part) => typeof part === 'string' || typeof part === 'number')
      .join(' '),
    mode: textProp(actor, 'bypassMode') ?? 'always',
  }));

function rulesetRules(props: unknown, branch: string): readonly KnownFact[] {
  const rules = prop(props, 'rules');
  const [review] = listProp(rules, 'pullRequest');
  const on = (gate: GateId, key: string) => toggle(gate, branch, prop(rules, key) === true);
  const strict = listProp(rules, 'requiredStatusChecks').some(
    (item) => prop(item, 'strictRequiredStatusChecksPolicy') === true,
  );
  return [
    on('force-pushes', 'nonFastForward'),
    on('deletions', 'deletion'),
    on('linear-history', 'requiredLinearHistory'),
    on('signed-commits', 'requiredSignatures'),
    toggle('merge-queue', branch, listProp(rules, 'mergeQueue').length > 0),
    toggle('up-to-date-branch', branch, strict),
    toggle(
      'conversation-resolution',
      branch,
      prop(review, 'requiredReviewThreadResolution') === true,
    ),
    ...reviewFacts(branch, review, {
      codeOwners: 'requireCodeOwnerReview',
      stale: 'dismissStaleReviewsOnPush',
      lastPush: 'requireLastPushApproval',
    }),
    ...rulesetChecks(props).flatMap(({ context, pinned }) => [
      requiredCheck(context, branch),
      fact(
        'required-check-app',
        `${context} on ${branch}`,
        pinned ? 1 : 0,
        pinned ? 'one app' : 'any app',
      ),
    ]),
  ];
}

function rulesetChecks(
  props: unknown,
): readonly { readonly context: string; readonly pinned: boolean }[] {
  return listProp(prop(props, 'rules'), 'requiredStatusChecks')
    .flatMap((item) => listProp(item, 'requiredChecks'))
    .flatMap((item) => {
      const context = textProp(item, 'context');
      return context === undefined
        ? []
        : [{ context, pinned: typeof prop(item, 'integrationId') === 'number' }];
    });
}

function reviewFacts(
  branch: string,
  review: unknown,
  keys: { readonly codeOwners: string; readonly stale: string; readonly lastPush: string },
): readonly KnownFact[] {
  const count = prop(review, 'requiredApprovingReviewCount');
  const approvals = typeof count === 'number' ? count : 0;
  const on = (gate: GateId, key: string) => toggle(gate, branch, prop(review, key) === true);
  return [
    fact('approvals', branch, approvals, String(approvals)),
    on('code-owner-review', keys.codeOwners),
    on('stale-reviews', keys.stale),
    on('last-push-approval', keys.lastPush),
  ];
}

const requiredCheck = (context: string, branch: string): KnownFact =>
  fact('required-check', `${context} on ${branch}`, 1, 'required');

/** A fact of a resource, which has no place in a file. */
export function fact(gate: GateId, subject: string, strength: number, shown: string): KnownFact {
  return { gate, subject, strength, shown };
}

/** A rule that is on or off. */
export function toggle(gate: GateId, subject: string, on: boolean): KnownFact {
  return fact(gate, subject, on ? 1 : 0, on ? 'on' : 'off');
}

function texts(values: readonly unknown[]): readonly string[] {
  return values.filter((value): value is string => typeof value === 'string');
}
