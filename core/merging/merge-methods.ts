import { type EffectiveRule, textAt, textsAt } from './effective-rule';

export const mergeMethods = ['merge', 'squash', 'rebase'] as const;

/** How a pull request may be merged. */
export type MergeMethod = (typeof mergeMethods)[number];

/** The ways to merge that are left, or the rule that leaves none. */
export type MethodsLeft =
  | { readonly kind: 'left'; readonly methods: readonly MergeMethod[] }
  | { readonly kind: 'none'; readonly rule: EffectiveRule; readonly reason: string };

/**
 * The ways to merge that a repository and the rules of a branch leave: linear history takes the merge commit away, a rule
 * for pull requests may list some, signatures take away the rebase, which GitHub does not sign. With a merge queue its
 * own method counts for what is merged.
 */
export function methodsLeft(
  allowed: readonly MergeMethod[],
  rules: readonly EffectiveRule[],
): MethodsLeft {
  const queue = rules.find(({ type }) => type === 'merge_queue');
  let methods = queue === undefined ? allowed : mergeMethods.filter((one) => isOf(queue, one));
  // The last rule that takes one away is the one to name.
  for (const rule of rules) {
    const kept = methods.filter((method) => keeps(rule, method));
    if (kept.length === 0 && methods.length > 0) {
      const reason = `it does not let the branch be merged by ${methods.join(' or ')}, which is all that ${queue === undefined ? 'the repository and the other rules allow' : 'the merge queue does'}`;
      return { kind: 'none', rule, reason };
    }
    methods = kept;
  }
  return { kind: 'left', methods };
}

const isOf = (queue: EffectiveRule, method: MergeMethod): boolean =>
  textAt(queue, 'merge_method').toLowerCase() === method;

function keeps(rule: EffectiveRule, method: MergeMethod): boolean {
  switch (rule.type) {
    case 'required_linear_history':
      return method !== 'merge';
    case 'required_signatures':
      return method !== 'rebase';
    case 'pull_request': {
      const listed = textsAt(rule, 'allowed_merge_methods');
      return listed.length === 0 || listed.includes(method);
    }
    default:
      return true;
  }
}
