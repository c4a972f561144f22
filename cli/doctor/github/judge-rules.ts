import { type EffectiveRule } from '../../../core/merging/effective-rule';
import { effectsOnBranchName, effectsOnCommit } from '../../../core/merging/effects';
import { type DoctorFinding } from '../finding';
import { type RepositoryCase } from './repository-case';

const rulesPage =
  'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets';

/** Rules that refuse a commit which comes without a pull request. */
const refusing: ReadonlySet<string> = new Set([
  'code_quality',
  'code_scanning',
  'merge_queue',
  'pull_request',
  'required_deployments',
  'required_status_checks',
  'update',
  'workflows',
]);

/** Rules that may refuse it, by what the commit or its files are called. */
const naming: ReadonlySet<string> = new Set([
  'branch_name_pattern',
  'commit_author_email_pattern',
  'commit_message_pattern',
  'committer_email_pattern',
  'file_extension_restriction',
  'file_path_restriction',
  'max_file_path_length',
  'max_file_size',
]);

type Result = Omit<DoctorFinding, 'subject'>;

/** Whether our own commit would be refused, and whether the next one will be. */
export function judgeRules(one: RepositoryCase): readonly Result[] {
  const { facts, needs } = one;
  const { delivery } = needs;
  const { rules } = facts;
  if (delivery === undefined || rules === undefined || rules.kind === 'plan') return [];
  const { branch, pullRequestBranch } = delivery;
  const target = pullRequestBranch ?? branch;
  if (rules.kind !== 'found') {
    return [
      {
        check: 'rules',
        status: 'unknown',
        message: `the rules of the branch ${target} cannot be read`,
        remedy: 'grant the repository permission Metadata: read-only',
      },
    ];
  }
  const remedy =
    pullRequestBranch === undefined
      ? 'deliver by pull request (delivery.mode: pullRequest), or let the App bypass the ruleset (protection.bypassApps)'
      : 'name another branch (delivery.pullRequestBranch), or let the App bypass the ruleset';
  const isRefusing = (type: string): boolean =>
    pullRequestBranch === undefined
      ? refusing.has(type)
      : refusing.has(type) || type === 'creation';
  const found = rules.value.flatMap(({ type, source, canBypass, rule }): readonly Result[] => {
    if (canBypass === true) return [];
    const isSure = canBypass === false;
    if (isRefusing(type)) {
      return [
        {
          check: 'rules',
          status: isSure ? 'missing' : 'unknown',
          message: `commits to ${target} are rejected by the rule ${type} (${source})${isSure ? '' : ', unless this credential may bypass it, which GitHub does not show'}`,
          remedy,
          link: rulesPage,
        },
      ];
    }
    return naming.has(type) ? byName(one, rule, target) : [];
  });
  return found.length > 0 ? found : ownProtection(one);
}

/** Whether a rule on names, messages and sizes rejects our commit to a branch. */
function byName(
  { needs: { delivery, merging } }: RepositoryCase,
  rule: EffectiveRule,
  branch: string,
): readonly Result[] {
  if (merging === undefined) return [];
  const { paths: files, largestBytes, message } = merging;
  const commit = { message, authorEmail: undefined, committerEmail: undefined, isSigned: true };
  const effects =
    rule.type === 'branch_name_pattern'
      ? // Only a branch that we begin has to have such a name.
        delivery?.pullRequestBranch === undefined
        ? []
        : effectsOnBranchName(rule, branch)
      : effectsOnCommit(rule, {
          kind: 'own',
          files,
          largestBytes,
          branch,
          commit,
          startsWorkflows: true,
        });
  return effects.flatMap((effect): readonly Result[] => {
    if (effect.kind === 'needs') return [];
    const isSure = effect.kind === 'refuses';
    return [
      {
        check: 'rules',
        status: isSure ? 'missing' : 'warning',
        message: `the rule ${rule.type} (${rule.source}) ${isSure ? 'rejects' : 'may reject'} commits to ${branch}: ${effect.reason}`,
        remedy: 'change the rule, or let the App bypass the ruleset',
        link: rulesPage,
      },
    ];
  });
}

/** The stack's own protection holds for the stack's own commits too, from the second one on. */
function ownProtection({
  needs: { delivery, isBypassed, protection },
}: RepositoryCase): readonly Result[] {
  if (protection === undefined || isBypassed || delivery?.pullRequestBranch !== undefined)
    return [];
  return [
    {
      check: 'rules',
      status: 'warning',
      message: `the stack's own protection of ${delivery?.branch ?? 'the branch'} rejects all direct commits, and later updates of the files are commits`,
      remedy:
        'deliver by pull request (delivery.mode: pullRequest), or list the App in protection.bypassApps',
    },
  ];
}
