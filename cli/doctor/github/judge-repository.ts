import { planFeatures } from '../../../core/guard/level-proposal';
import { proveMerges } from '../../../core/merging/prove-merges';
import { type Check, type DoctorFinding } from '../finding';
import { administrative } from '../permissions';
import { type ClassicProtection, type Answer } from './facts';
import { judgeActions } from './judge-actions';
import { judgeCodeOwners } from './judge-code-owners';
import { judgeMerges } from './judge-merges';
import { judgePrivateOptions } from './judge-options';
import { judgeRules } from './judge-rules';
import { type RepositoryCase } from './repository-case';

/** Page that says which plan has which feature. */
const plansPage = 'https://docs.github.com/en/get-started/learning-about-github/githubs-plans';
const pushRulesetsPage =
  'https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/about-rulesets#push-rulesets';
const environmentsPage =
  'https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments';

type Result = Omit<DoctorFinding, 'subject'>;

/** Whether a repository meets the requirements of the stack. */
export function judgeRepository(one: RepositoryCase): readonly DoctorFinding[] {
  const subject = `${one.owner}/${one.needs.repository}`;
  return results(one).map((result) => ({ subject, ...result }));
}

function results(one: RepositoryCase): readonly Result[] {
  const { facts, credential, owner, needs } = one;
  const { repository } = facts;
  if (repository.kind !== 'found') return [unseen(one, repository)];
  if (facts.isInstalled === false && credential.kind === 'app') {
    return [
      {
        check: 'repository',
        status: 'missing',
        message: 'is public, but the App is not installed on it',
        remedy: `add it to the installation at ${credential.settingsUrl}`,
      },
    ];
  }
  if (repository.value.isArchived) {
    return [
      {
        check: 'repository',
        status: 'missing',
        message: 'is archived, and so read-only',
        remedy: 'unarchive it (Settings → General), or remove it from the stack',
      },
    ];
  }
  const found = [
    ...role(one, repository.value.role),
    ...branch(one, repository.value.defaultBranch),
    ...judgeRules(one),
    ...merges(one),
    ...classic(facts.classic, repository.value.role),
    ...plan(one, repository.value.isPrivate),
    ...judgeActions(one),
    ...judgeCodeOwners(one),
  ];
  return found.some(({ status }) => status !== 'ok')
    ? found.filter(({ status }) => status !== 'ok')
    : [ok('repository', `${owner}/${needs.repository} meets the requirements of the stack`)];
}

const ok = (check: Check, message: string): Result => ({ check, status: 'ok', message });

/** 404 says as little as it can; what else is known decides what it means. */
function unseen(
  { facts, credential, owner, needs }: RepositoryCase,
  answer: Exclude<Answer<unknown>, { kind: 'found' }>,
): Result {
  if (answer.kind !== 'absent')
    return { check: 'repository', status: 'missing', message: answer.message };
  if (facts.seesAll) {
    return {
      check: 'repository',
      status: 'missing',
      message: 'does not exist: this credential could see it',
      remedy: 'correct its name in the stack, or create it',
    };
  }
  const where =
    credential.kind === 'app' || credential.kind === 'installation'
      ? 'add it to the installation’s repositories'
      : credential.kind === 'fine-grained'
        ? 'add it to the token’s repositories'
        : `make sure that the token’s user has access to it${credential.kind === 'scoped' ? ' and that the token is authorised for single sign-on' : ''}`;
  return {
    check: 'repository',
    status: 'missing',
    message: `not found, or the credential lacks access (GitHub does not distinguish the two)`,
    remedy: `if https://github.com/${owner}/${needs.repository} exists, ${where}; otherwise correct its name`,
    link: 'https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#404-not-found-for-an-existing-resource',
  };
}

/** Users have what their role gives, whatever the token says. */
function role(
  { needs, credential }: RepositoryCase,
  held: 'admin' | 'write' | 'read' | undefined,
): readonly Result[] {
  if (credential.kind !== 'scoped' && credential.kind !== 'fine-grained') return [];
  const needed = [...needs.permissions].some((one) => administrative.has(one)) ? 'admin' : 'write';
  if (held === undefined || held === 'admin' || held === needed || needs.permissions.size === 0)
    return [];
  return [
    {
      check: 'permissions',
      status: 'missing',
      message: `the user ${credential.login} has the role ${held} here and needs the role ${needed}`,
      remedy: `give ${credential.login} the role ${needed} (Settings → Collaborators and teams), or act as a GitHub App`,
    },
  ];
}

function branch(
  { facts, needs: { delivery } }: RepositoryCase,
  defaultBranch: string,
): readonly Result[] {
  if (delivery === undefined || facts.branch === undefined) return [];
  const wanted = delivery.branch;
  if (facts.branch.kind === 'absent') {
    return [
      {
        check: 'branch',
        status: 'missing',
        message: `has no branch ${wanted}; its default branch is ${defaultBranch}`,
        remedy: `set defaultBranch: ${defaultBranch} for the repository, or push a first commit to ${wanted}`,
      },
    ];
  }
  if (facts.branch.kind === 'refused') {
    return [
      {
        check: 'branch',
        status: 'missing',
        message: `files cannot be read${needed(facts.branch)}`,
        remedy: 'grant the repository permission Contents: read and write',
      },
    ];
  }
  if (wanted === defaultBranch) return [];
  return [
    {
      check: 'branch',
      status: 'warning',
      message: `files are delivered to ${wanted}, but schedules run from the default branch, ${defaultBranch}`,
      remedy: `set defaultBranch: ${defaultBranch}`,
    },
  ];
}

const needed = ({ needs }: { readonly needs: string | undefined }): string =>
  needs === undefined ? '' : ` (${needs})`;

function classic(
  answer: Answer<ClassicProtection> | undefined,
  held: 'admin' | 'write' | 'read' | undefined,
): readonly Result[] {
  if (answer === undefined || answer.kind === 'absent') return [];
  if (answer.kind !== 'found') {
    return [
      {
        check: 'rules',
        status: 'unknown',
        message: 'the branch has classic protection that this credential cannot read',
        remedy: 'grant Administration: read-only to check whether commits would be rejected',
      },
    ];
  }
  const { value } = answer;
  if (held === 'admin' && !value.bindsAdministrators && !value.isLocked) return [];
  const reasons = [
    ...(value.isLocked ? ['is locked'] : []),
    ...(value.requiresPullRequest ? ['accepts pull requests only'] : []),
    ...(value.requiresChecks ? ['accepts only commits whose checks have passed'] : []),
    ...(value.restrictsPushes ? ['restricts who may push'] : []),
  ];
  if (reasons.length === 0) return [];
  return [
    {
      check: 'rules',
      // Lists of those who may pass are not compared: an App is listed in them by its slug alone.
      status: 'warning',
      message: `classic protection: the branch ${reasons.join(', ')}; a commit is rejected unless its author is on the bypass list`,
      remedy: 'deliver by pull request (delivery.mode: pullRequest), or add the App to the list',
    },
  ];
}

function merges({ facts, needs }: RepositoryCase): readonly Result[] {
  if (facts.merges === undefined || needs.merging === undefined) return [];
  return judgeMerges(proveMerges(facts.merges), facts.merges.branch, needs.merging.accepted);
}

function plan(one: RepositoryCase, isPrivate: boolean): readonly Result[] {
  const { facts, needs, ownerFacts } = one;
  const restrictsPushes = needs.guard?.restrictsPushes === true;
  if (!isPrivate) {
    return restrictsPushes
      ? [
          {
            check: 'plan',
            status: 'missing',
            message: 'push rulesets are for private and internal repositories, and it is public',
            remedy: 'set guard.restrictPushes: false for this repository, or make it private',
            link: pushRulesetsPage,
          },
        ]
      : [];
  }
  const lacksProtection = facts.rules?.kind === 'plan' || ownerFacts.plan === 'free';
  const missing = (what: string, plans: string, link: string): Result => ({
    check: 'plan',
    status: 'missing',
    message: `${what} in private repositories need ${plans}${ownerFacts.plan === undefined ? '' : `; the plan is ${ownerFacts.plan}`}`,
    remedy: 'remove it from the stack for this repository, change the plan, or make it public',
    link,
  });
  const paid = 'GitHub Pro, Team or Enterprise';
  const { plan: name } = ownerFacts;
  const isBelowEnterprise = lacksProtection || (name !== undefined && name !== 'enterprise');
  return [
    ...(lacksProtection && needs.protection !== undefined
      ? [missing(`rules for branches (${needs.protection})`, paid, plansPage)]
      : []),
    ...(lacksProtection && needs.protectsTags ? [missing('rules for tags', paid, plansPage)] : []),
    ...judgePrivateOptions(needs.options),
    ...(lacksProtection && needs.environments.length > 0
      ? [missing(`environments (${needs.environments.join(', ')})`, paid, environmentsPage)]
      : []),
    ...(isBelowEnterprise && !lacksProtection && needs.gatedEnvironments.length > 0
      ? [
          missing(
            `reviewers and wait times of environments (${needs.gatedEnvironments.join(', ')})`,
            'GitHub Enterprise',
            environmentsPage,
          ),
        ]
      : []),
    ...(restrictsPushes && planFeatures(name, true).hasPushRulesets === false
      ? [missing('push rulesets', 'GitHub Team or Enterprise', pushRulesetsPage)]
      : []),
    ...(isBelowEnterprise && needs.mergeQueue
      ? [missing('merge queues', 'GitHub Enterprise', plansPage)]
      : []),
  ];
}
