/** What decides which level of the guard a repository can have. */
export interface GuardSituation {
  /** `guard.level` as it is. */
  readonly level: string;
  readonly restrictsPushes: boolean;
  readonly isPrivate: boolean;
  /** Whether the owner's plan has rulesets for this repository; undefined where that is not known. */
  readonly hasRulesets: boolean | undefined;
  /** Whether it has push rulesets, which are for private repositories of organizations; undefined where that is not known. */
  readonly hasPushRulesets: boolean | undefined;
  /** Whether a workflow of another repository must succeed before a merge. */
  readonly requiresWorkflow: boolean;
  /** Whether the owner is an organization whose plan can require one; undefined where that is not known. */
  readonly hasRequiredWorkflows: boolean | undefined;
  /** Whether files are delivered in a commit or pull request of their own, so that a part of CODEOWNERS can be kept. */
  readonly sharesFiles: boolean;
  /** Whether an App may push past the rules of the stack. */
  readonly hasBypassApp: boolean;
}

/** A level that is possible, in words and as a setting to copy. */
export interface LevelProposal {
  readonly level: 'guarded' | 'owned';
  readonly restrictPushes: boolean;
  readonly requireWorkflow: boolean;
  readonly message: string;
  /** YAML of a repository's or group's entry; names in capitals are to be replaced. */
  readonly setting: string;
}

/** The highest level that is possible, where it is higher than the present one; undefined where none is. */
export function levelProposal(situation: GuardSituation): LevelProposal | undefined {
  const { level, restrictsPushes, hasRulesets, sharesFiles } = situation;
  const isGuarded = level === 'guarded';
  // Classic protection waits for code owners too, and on which plan it does is for GitHub to say.
  const best = hasRulesets === true ? 'guarded' : sharesFiles ? 'owned' : undefined;
  const wanted = isGuarded ? 'guarded' : best;
  const restrictPushes = situation.hasPushRulesets === true && situation.hasBypassApp;
  const requireWorkflow = situation.hasRequiredWorkflows === true;
  const isMore =
    (restrictPushes && !restrictsPushes) || (requireWorkflow && !situation.requiresWorkflow);
  if (wanted === undefined || (wanted === level && !isMore)) return undefined;
  const more = [
    ...(restrictPushes ? ['restricted pushes'] : []),
    ...(requireWorkflow ? ['a required workflow'] : []),
  ];
  return {
    level: wanted,
    restrictPushes,
    requireWorkflow,
    message: `the level of the guard is ${level}; possible is ${wanted}${more.length === 0 ? '' : `, with ${more.join(' and ')}`}`,
    setting: settingOf({ level: wanted, restrictPushes, requireWorkflow }),
  };
}

function settingOf({
  level,
  restrictPushes,
  requireWorkflow,
}: Pick<LevelProposal, 'level' | 'restrictPushes' | 'requireWorkflow'>): string {
  const parts = [
    `level: ${level}`,
    "owners: ['@OWNER']",
    ...(level === 'guarded' ? ['app: { id: APP_ID, privateKey: { env: GUARD_KEY } }'] : []),
    ...(restrictPushes ? ['restrictPushes: true'] : []),
    ...(requireWorkflow
      ? [
          'requiredWorkflow: { repository: REPOSITORY, path: .github/workflows/FILE.yml, ref: main }',
        ]
      : []),
  ];
  const guard = `guard: { ${parts.join(', ')} }`;
  return level === 'owned' ? `${guard}, protection: { codeOwnerReview: true }` : guard;
}

/** Names of plans with what Enterprise Cloud has; the older ones are those of before 2020. */
const enterprisePlans = ['enterprise', 'business_plus', 'business'];

/** What a plan of GitHub has for a repository. https://docs.github.com/en/get-started/learning-about-github/githubs-plans */
export function planFeatures(
  plan: string | undefined,
  isPrivate: boolean,
): Pick<GuardSituation, 'hasRulesets' | 'hasPushRulesets' | 'hasRequiredWorkflows'> {
  const hasRequiredWorkflows = plan === undefined ? undefined : enterprisePlans.includes(plan);
  if (!isPrivate) return { hasRulesets: true, hasPushRulesets: false, hasRequiredWorkflows };
  if (plan === undefined)
    return { hasRulesets: undefined, hasPushRulesets: undefined, hasRequiredWorkflows };
  return {
    hasRulesets: plan !== 'free',
    hasPushRulesets: ['team', ...enterprisePlans].includes(plan),
    hasRequiredWorkflows,
  };
}
