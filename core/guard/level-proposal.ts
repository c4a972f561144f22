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
  /** Whether files are delivered in a commit or pull request of their own, so that a part of CODEOWNERS can be kept. */
  readonly sharesFiles: boolean;
  /** Whether an App may push past the rules of the stack. */
  readonly hasBypassApp: boolean;
}

/** A level that is possible, in words and as a setting to copy. */
export interface LevelProposal {
  readonly level: 'guarded' | 'owned';
  readonly restrictPushes: boolean;
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
  const restricts = situation.hasPushRulesets === true && situation.hasBypassApp;
  if (wanted === undefined || (wanted === level && (restrictsPushes || !restricts)))
    return undefined;
  const more = restricts ? ', with restricted pushes' : '';
  return {
    level: wanted,
    restrictPushes: restricts,
    message: `the level of the guard is ${level}; possible is ${wanted}${more}`,
    setting: settingOf(wanted, restricts),
  };
}

function settingOf(level: LevelProposal['level'], restrictPushes: boolean): string {
  const app = level === 'guarded' ? ', app: { id: APP_ID, privateKey: { env: GUARD_KEY } }' : '';
  const pushes = restrictPushes ? ', restrictPushes: true' : '';
  const guard = `guard: { level: ${level}, owners: ['@OWNER']${app}${pushes} }`;
  return level === 'owned' ? `${guard}, protection: { codeOwnerReview: true }` : guard;
}

/** What a plan of GitHub has for a repository. https://docs.github.com/en/get-started/learning-about-github/githubs-plans */
export function planFeatures(
  plan: string | undefined,
  isPrivate: boolean,
): Pick<GuardSituation, 'hasRulesets' | 'hasPushRulesets'> {
  if (!isPrivate) return { hasRulesets: true, hasPushRulesets: false };
  if (plan === undefined) return { hasRulesets: undefined, hasPushRulesets: undefined };
  return {
    hasRulesets: plan !== 'free',
    hasPushRulesets: ['team', 'enterprise', 'business_plus', 'business'].includes(plan),
  };
}
