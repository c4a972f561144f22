/**
 * A rule in effect on a branch, in the words of GitHub's rulesets: of the repository, of its organization, or of classic
 * protection, which {@link classicRules} translates.
 * https://docs.github.com/en/rest/repos/rules#get-rules-for-a-branch
 */
export interface EffectiveRule {
  readonly type: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Where it comes from: `ruleset 7 of acme/orders`, `classic protection of main`. */
  readonly source: string;
}

/** A check that a rule requires. */
export interface RequiredContext {
  readonly context: string;
  /** The App that has to report it; undefined for any. */
  readonly appId: number | undefined;
}

/** Types that only classic protection has. */
export const lockedBranch = 'lock_branch';
export const pushRestriction = 'restrictions';

export function numberAt(rule: EffectiveRule, key: string): number {
  const value = rule.parameters[key];
  return typeof value === 'number' ? value : 0;
}

export function textAt(rule: EffectiveRule, key: string): string {
  const value = rule.parameters[key];
  return typeof value === 'string' ? value : '';
}

export function listAt(rule: EffectiveRule, key: string): readonly unknown[] {
  const value = rule.parameters[key];
  return Array.isArray(value) ? value : [];
}

export function textsAt(rule: EffectiveRule, key: string): readonly string[] {
  return listAt(rule, key).filter((item) => typeof item === 'string');
}

/** The checks that a rule requires; none for a rule of another type. */
export function requiredContexts(rule: EffectiveRule): readonly RequiredContext[] {
  if (rule.type !== 'required_status_checks') return [];
  return listAt(rule, 'required_status_checks').flatMap((item) => {
    const { context, integration_id: id } = (item ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof context !== 'string') return [];
    // GitHub writes -1 and null for any App.
    return [{ context, appId: typeof id === 'number' && id > 0 ? id : undefined }];
  });
}

/** Classic protection of a branch as GitHub's REST API shows it, with what it leaves out absent. */
export interface ClassicProtection {
  readonly required_status_checks?:
    | {
        readonly strict?: boolean | undefined;
        readonly contexts?: readonly string[] | undefined;
        readonly checks?:
          | readonly { readonly context: string; readonly app_id?: number | null | undefined }[]
          | undefined;
      }
    | null
    | undefined;
  readonly required_pull_request_reviews?: Readonly<Record<string, unknown>> | null | undefined;
  readonly restrictions?: unknown;
  readonly required_linear_history?: Toggle;
  readonly required_signatures?: Toggle;
  readonly lock_branch?: Toggle;
}

type Toggle = { readonly enabled: boolean } | undefined;

/**
 * The rules that classic protection stands for.
 * https://docs.github.com/en/rest/branches/branch-protection#get-branch-protection
 */
export function classicRules(
  protection: ClassicProtection,
  branch: string,
): readonly EffectiveRule[] {
  const { required_status_checks: checks, required_pull_request_reviews: reviews } = protection;
  const source = `classic protection of ${branch}`;
  const rule = (type: string, parameters: EffectiveRule['parameters'] = {}): EffectiveRule => ({
    type,
    parameters,
    source,
  });
  const contexts =
    checks?.checks?.map(({ context, app_id: id }) => ({ context, integration_id: id })) ??
    checks?.contexts?.map((context) => ({ context })) ??
    [];
  return [
    ...(protection.lock_branch?.enabled === true ? [rule(lockedBranch)] : []),
    ...(isGiven(protection.restrictions) ? [rule(pushRestriction)] : []),
    ...(protection.required_linear_history?.enabled === true
      ? [rule('required_linear_history')]
      : []),
    ...(protection.required_signatures?.enabled === true ? [rule('required_signatures')] : []),
    ...(isGiven(reviews)
      ? [
          rule('pull_request', {
            required_approving_review_count: reviews?.['required_approving_review_count'],
            require_code_owner_review: reviews?.['require_code_owner_reviews'],
          }),
        ]
      : []),
    ...(isGiven(checks)
      ? [
          rule('required_status_checks', {
            required_status_checks: contexts,
            strict_required_status_checks_policy: checks?.strict === true,
          }),
        ]
      : []),
  ];
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;
