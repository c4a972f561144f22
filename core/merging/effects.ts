import { globMatches } from '../reading/protection-pattern';
import { type Change } from './change';
import {
  type EffectiveRule,
  listAt,
  lockedBranch,
  numberAt,
  pushRestriction,
  requiredContexts,
  textAt,
  textsAt,
} from './effective-rule';
import { type Reporters, reportOf } from './reported-context';

/** What a rule does to a change. */
export type Effect =
  /** It is not merged, whatever its author does. */
  | { readonly kind: 'refuses'; readonly reason: string }
  /** It is merged once someone does what the rule asks for. */
  | { readonly kind: 'needs'; readonly what: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** What a rule does to the merge of a change into its target; empty where it has no effect. */
export function effectsOn(
  rule: EffectiveRule,
  change: Change,
  reporters: Reporters,
): readonly Effect[] {
  switch (rule.type) {
    case 'required_status_checks':
      return checkEffects(rule, change, reporters);
    case 'required_deployments':
      return deploymentEffects(rule, change, reporters);
    case 'pull_request':
      return change.kind === 'queue' ? [] : reviewEffects(rule);
    case 'update':
      return [refuses('only those who may bypass the rule may update the branch')];
    case lockedBranch:
      return [refuses('the branch is locked, so it is read-only')];
    case pushRestriction:
      return [needs('a person or App on the list of those who may push')];
    case 'code_scanning':
    case 'code_quality':
    case 'license_compliance_scanning':
    case 'workflows':
      return [unknown(`only a run shows whether what ${rule.type} asks for is reported`)];
    default:
      return withoutEffect.has(rule.type) ? [] : effectsOnCommit(rule, change);
  }
}

/** Types of rules that do not concern a merge by a pull request, or that concern how it is merged alone. */
const withoutEffect: ReadonlySet<string> = new Set([
  'branch_name_pattern',
  'copilot_code_review',
  'creation',
  'deletion',
  'merge_queue',
  'non_fast_forward',
  'required_linear_history',
  'tag_name_pattern',
]);

/**
 * What a rule on commits and their files does to a change, wherever the commit goes.
 * https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets
 */
export function effectsOnCommit(rule: EffectiveRule, change: Change): readonly Effect[] {
  const { commit, files, largestBytes } = change;
  switch (rule.type) {
    case 'required_signatures':
      if (commit === undefined) return change.kind === 'queue' ? [] : [needs('signed commits')];
      return commit.isSigned ? [] : [refuses('its commits have no verified signature')];
    case 'commit_message_pattern':
      return patternEffects(rule, 'commit message', commit === undefined ? null : commit.message);
    case 'commit_author_email_pattern':
      return patternEffects(
        rule,
        "author's email",
        commit === undefined ? null : commit.authorEmail,
      );
    case 'committer_email_pattern':
      return patternEffects(
        rule,
        "committer's email",
        commit === undefined ? null : commit.committerEmail,
      );
    case 'file_path_restriction':
      return restricted(files, (path) =>
        textsAt(rule, 'restricted_file_paths').some((pattern) => globMatches(pattern, path)),
      );
    case 'file_extension_restriction':
      return restricted(files, (path) =>
        textsAt(rule, 'restricted_file_extensions').some((text) =>
          path.toLowerCase().endsWith(`.${text.replace(/^\*?\./, '').toLowerCase()}`),
        ),
      );
    case 'max_file_path_length':
      return restricted(files, (path) => path.length > numberAt(rule, 'max_file_path_length'));
    case 'max_file_size':
      return largestBytes > numberAt(rule, 'max_file_size') * 1024 * 1024
        ? [refuses(`its largest file has ${String(largestBytes)} bytes`)]
        : [];
    default:
      return [unknown('this rule is not known to Gatehouse')];
  }
}

/** What a rule on the names of branches does to the branch of a pull request. */
export function effectsOnBranchName(rule: EffectiveRule, branch: string): readonly Effect[] {
  return rule.type === 'branch_name_pattern'
    ? patternEffects(rule, 'name of the branch', branch)
    : [];
}

function restricted(
  files: readonly string[],
  isRestricted: (path: string) => boolean,
): readonly Effect[] {
  const found = files.filter(isRestricted);
  return found.length === 0 ? [] : [refuses(`it changes ${found.join(', ')}`)];
}

/** @param text `null` where people write it, undefined where it is not known. */
function patternEffects(
  rule: EffectiveRule,
  what: string,
  text: string | null | undefined,
): readonly Effect[] {
  const [operator, pattern] = [textAt(rule, 'operator'), textAt(rule, 'pattern')];
  const negated = rule.parameters['negate'] === true;
  const asked = `${what} ${negated ? 'that does not match' : 'that matches'} ${operator} ${JSON.stringify(pattern)}`;
  if (text === null) return [needs(`a ${asked}`)];
  const matches = text === undefined ? undefined : matchesPattern(operator, pattern, text);
  if (matches === undefined) return [unknown(`it asks for a ${asked}`)];
  return matches === negated
    ? [refuses(`it asks for a ${asked}, and finds ${JSON.stringify(text)}`)]
    : [];
}

function matchesPattern(operator: string, pattern: string, text: string): boolean | undefined {
  switch (operator) {
    case 'starts_with':
      return text.startsWith(pattern);
    case 'ends_with':
      return text.endsWith(pattern);
    case 'contains':
      return text.includes(pattern);
    case 'regex':
      try {
        return new RegExp(pattern, 'm').test(text);
      } catch (error) {
        // GitHub's expressions have forms that JavaScript does not know.
        if (error instanceof SyntaxError) return undefined;
        throw error;
      }
    default:
      return undefined;
  }
}

function checkEffects(
  rule: EffectiveRule,
  change: Change,
  reporters: Reporters,
): readonly Effect[] {
  const isStrict = rule.parameters['strict_required_status_checks_policy'] === true;
  return [
    ...requiredContexts(rule).flatMap((required): readonly Effect[] => {
      const report = reportOf(required, change, reporters);
      if (report.kind === 'reported') return [];
      const reason = `required check ${JSON.stringify(required.context)}: ${report.reason}`;
      return [report.kind === 'missing' ? refuses(reason) : unknown(reason)];
    }),
    ...(isStrict && change.kind !== 'queue' ? [needs('a branch that is up to date')] : []),
  ];
}

/** A deployment is made by a job of a workflow that names the environment; only a run shows whether it succeeds. */
function deploymentEffects(
  rule: EffectiveRule,
  _change: Change,
  { workflows }: Reporters,
): readonly Effect[] {
  return textsAt(rule, 'required_deployment_environments').map((environment) =>
    workflows.some(({ jobs }) =>
      jobs.some((job) => {
        const name = job.environment?.value ?? '';
        return name === environment || name.includes('${{');
      }),
    )
      ? unknown(`only a run shows whether it is deployed to ${environment}`)
      : refuses(`no workflow deploys to ${environment}`),
  );
}

function reviewEffects(rule: EffectiveRule): readonly Effect[] {
  const approvals = numberAt(rule, 'required_approving_review_count');
  return [
    ...(approvals === 0
      ? []
      : [needs(approvals === 1 ? '1 approval' : `${String(approvals)} approvals`)]),
    ...(rule.parameters['require_code_owner_review'] === true
      ? [needs('the approval of a code owner, where a changed file has one')]
      : []),
    ...(listAt(rule, 'required_reviewers').length > 0
      ? [needs('the approval of the reviewers that the rule names')]
      : []),
  ];
}

const refuses = (reason: string): Effect => ({ kind: 'refuses', reason });
const needs = (what: string): Effect => ({ kind: 'needs', what });
const unknown = (reason: string): Effect => ({ kind: 'unknown', reason });
