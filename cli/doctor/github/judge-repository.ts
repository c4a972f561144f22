import { type Check, type Finding, type Status } from '../finding';
import { administrative } from '../permissions';
import { type ClassicProtection, type Told } from './facts';
import { judgeRules } from './judge-rules';
import { type RepositoryCase } from './repository-case';

/** Page that says which plan has which feature. */
const plansPage = 'https://docs.github.com/en/get-started/learning-about-github/githubs-plans';
const environmentsPage =
  'https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments';

type Result = Omit<Finding, 'subject'>;

/** Whether a repository is as the stack needs it. */
export function judgeRepository(one: RepositoryCase): readonly Finding[] {
  const subject = `${one.owner}/${one.needs.repository}`;
  return results(one).map((result) => ({ subject, ...result }));
}

function results(one: RepositoryCase): readonly Result[] {
  const { facts, credential, owner, needs } = one;
  const { repository } = facts;
  if (repository.kind !== 'told') return [unseen(one, repository)];
  if (facts.isInstalled === false && credential.kind === 'app') {
    return [
      {
        check: 'repository',
        status: 'missing',
        message: 'is visible to everybody, but the App is not installed on it',
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
        remedy: 'unarchive it (Settings → General), or take it out of the stack',
      },
    ];
  }
  const found = [
    ...role(one, repository.value.role),
    ...branch(one, repository.value.defaultBranch),
    ...judgeRules(one),
    ...classic(facts.classic, repository.value.role),
    ...plan(one, repository.value.isPrivate),
    ...actions(one),
  ];
  return found.some(({ status }) => status !== 'ok')
    ? found.filter(({ status }) => status !== 'ok')
    : [ok('repository', `${owner}/${needs.repository} is as the stack needs it`)];
}

const ok = (check: Check, message: string): Result => ({ check, status: 'ok', message });

/** 404 says as little as it can; what else is known decides what it means. */
function unseen(
  { facts, credential, owner, needs }: RepositoryCase,
  told: Exclude<Told<unknown>, { kind: 'told' }>,
): Result {
  if (told.kind !== 'absent')
    return { check: 'repository', status: 'missing', message: told.message };
  if (facts.seesAll) {
    return {
      check: 'repository',
      status: 'missing',
      message: 'does not exist: this credential would see it',
      remedy: 'correct its name in the stack, or create it',
    };
  }
  const where =
    credential.kind === 'app' || credential.kind === 'installation'
      ? 'add it to the installation’s repositories'
      : credential.kind === 'fine-grained'
        ? 'add it to the token’s repositories'
        : `make sure that the token’s user may see it${credential.kind === 'scoped' ? ' and that the token is authorised for single sign-on' : ''}`;
  return {
    check: 'repository',
    status: 'missing',
    message: `does not exist, or the credential may not see it: GitHub answers both alike`,
    remedy: `if https://github.com/${owner}/${needs.repository} is there, ${where}; else correct its name`,
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
      message: `the user ${credential.login} has the role ${held} here, and the role ${needed} is needed`,
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
        message: `files may not be read${needed(facts.branch)}`,
        remedy: 'grant the repository permission Contents: read and write',
      },
    ];
  }
  if (wanted === defaultBranch) return [];
  return [
    {
      check: 'branch',
      status: 'warning',
      message: `files go to ${wanted}, but the default branch is ${defaultBranch}, from which schedules run`,
      remedy: `set defaultBranch: ${defaultBranch}`,
    },
  ];
}

const needed = ({ needs }: { readonly needs: string | undefined }): string =>
  needs === undefined ? '' : ` (${needs})`;

function classic(
  told: Told<ClassicProtection> | undefined,
  held: 'admin' | 'write' | 'read' | undefined,
): readonly Result[] {
  if (told === undefined || told.kind === 'absent') return [];
  if (told.kind !== 'told') {
    return [
      {
        check: 'rules',
        status: 'unknown',
        message: 'the branch has classic protection that this credential may not read',
        remedy: 'grant Administration: read-only to see whether commits would be refused',
      },
    ];
  }
  const { value } = told;
  if (held === 'admin' && !value.bindsAdministrators && !value.isLocked) return [];
  const reasons = [
    ...(value.isLocked ? ['is locked'] : []),
    ...(value.requiresPullRequest ? ['takes pull requests only'] : []),
    ...(value.requiresChecks ? ['takes only commits whose checks have passed'] : []),
    ...(value.restrictsPushes ? ['restricts who may push'] : []),
  ];
  if (reasons.length === 0) return [];
  return [
    {
      check: 'rules',
      // Lists of those who may pass are not compared: an App stands in them by its slug alone.
      status: 'warning',
      message: `classic protection: the branch ${reasons.join(', ')}; a commit is refused unless the one who acts is on its list`,
      remedy: 'deliver by pull request (delivery.mode: pullRequest), or put the App on the list',
    },
  ];
}

function plan(one: RepositoryCase, isPrivate: boolean): readonly Result[] {
  const { facts, needs, ownerFacts } = one;
  if (!isPrivate) return [];
  const lacksProtection = facts.rules?.kind === 'plan' || ownerFacts.plan === 'free';
  const missing = (what: string, plans: string, link: string): Result => ({
    check: 'plan',
    status: 'missing',
    message: `${what} in private repositories need ${plans}${ownerFacts.plan === undefined ? '' : `; the plan is ${ownerFacts.plan}`}`,
    remedy: 'take it out of the stack for this repository, change the plan, or make it public',
    link,
  });
  const paid = 'GitHub Pro, Team or Enterprise';
  const { plan: name } = ownerFacts;
  const isBelowEnterprise = lacksProtection || (name !== undefined && name !== 'enterprise');
  return [
    ...(lacksProtection && needs.protection !== undefined
      ? [missing(`rules for branches (${needs.protection})`, paid, plansPage)]
      : []),
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
    ...(isBelowEnterprise && needs.mergeQueue
      ? [missing('merge queues', 'GitHub Enterprise', plansPage)]
      : []),
  ];
}

function actions({ facts, needs }: RepositoryCase): readonly Result[] {
  const found: Result[] = [];
  if (facts.actions?.kind === 'told' && !facts.actions.value.isEnabled) {
    found.push({
      check: 'actions',
      status: 'warning' satisfies Status,
      message: 'GitHub Actions is switched off; the stack switches it on',
      remedy: 'if the organisation forbids it, allow it there first (Settings → Actions → General)',
    });
  }
  const { createsPullRequests } = facts;
  if (createsPullRequests?.kind === 'told' && !createsPullRequests.value) {
    found.push({
      check: 'actions',
      status: 'missing',
      message: 'workflows may not create pull requests here, and a workflow is what acts',
      remedy:
        'tick “Allow GitHub Actions to create and approve pull requests” (Settings → Actions → General), or act as a GitHub App',
      link: 'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository#preventing-github-actions-from-creating-or-approving-pull-requests',
    });
  }
  if (facts.actions?.kind === 'refused' && needs.permissions.has('administration')) {
    found.push({
      check: 'permissions',
      status: 'missing',
      message: `settings may not be read${needed(facts.actions)}`,
      remedy: 'grant the repository permission Administration: read and write',
    });
  }
  return found;
}
