import { type RepositoryOptions } from '../../core/kernel/repository-options';
import { presentLevel } from '../../core/guard/present-level';
import { defaultPullRequestBranch } from '../../core/kernel/delivered-names';
import { githubTypes } from '../../core/kernel/resource-types';
import { type ActionsAllowed } from '../../core/reading/stopped-actions';
import { type MergeNeeds, mergeNeeds } from './merge-needs';
import { type Permission, permissionsOf } from './permissions';

/** A resource that the stack has, or is about to get. What is not known yet is absent. */
export interface WantedResource {
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Inputs of the component that it is part of; absent at the top, and where that is not known. */
  readonly component?: Readonly<Record<string, unknown>>;
  /** Inputs of its provider; undefined for the package's default one. */
  readonly provider: Readonly<Record<string, unknown>> | undefined;
  /** Whether the update creates it. Absent: it has no place in the state that is known. */
  readonly isCreated?: boolean;
}

/** Names of what an update creates, and what a repository may have already. */
export interface CreatedNames {
  readonly variables: readonly string[];
  readonly rulesets: readonly string[];
  readonly environments: readonly string[];
}

/** Package of a resource's provider, such as `github`. */
export const packageOf = ({ type }: Pick<WantedResource, 'type'>): string =>
  type.split(':')[0] ?? '';

/** Where the files of a repository go. */
interface DeliveryNeed {
  readonly branch: string;
  /** Branch of the pull request; undefined for commits straight to the branch. */
  readonly pullRequestBranch: string | undefined;
}

/** What the stack needs of one repository. */
export interface RepositoryNeeds {
  /** Bare name. */
  readonly repository: string;
  /** Permissions to write with. */
  readonly permissions: ReadonlySet<Permission>;
  readonly delivery: DeliveryNeed | undefined;
  readonly protection: 'ruleset' | 'classic' | undefined;
  /** Whether the protection that the stack itself manages lets an actor bypass the review of pull requests. */
  readonly isBypassed: boolean;
  readonly mergeQueue: boolean;
  /** What the update creates. */
  readonly created: CreatedNames;
  /** Options of the repository that the stack sets. */
  readonly options: RepositoryOptions;
  /** Whether the stack protects tags. */
  readonly protectsTags: boolean;
  /** What decides which pull requests can be merged to the branch of the files. */
  readonly merging: MergeNeeds | undefined;
  /** How far a change is kept from weakening its own gate; undefined where the stack does not deliver files as a set. */
  readonly guard: ReturnType<typeof presentLevel>;
  /** The policy on actions that the stack sets; undefined where any action may run, or the stack sets none. */
  readonly actions: ActionsAllowed | undefined;
  /** Whether changes wait for code owners. */
  readonly codeOwnerReview: boolean;
  /** Names of environments; those whose deployments wait for a reviewer or a timer. */
  readonly environments: readonly string[];
  readonly gatedEnvironments: readonly string[];
}

type Inputs = Readonly<Record<string, unknown>>;

/** Needs by repository, from the resources of one GitHub connection. */
export function repositoryNeeds(
  resources: readonly WantedResource[],
): ReadonlyMap<string, RepositoryNeeds> {
  const grouped = new Map<string, WantedResource[]>();
  for (const resource of resources) {
    const name = repositoryOf(resource);
    if (name === undefined) continue;
    const known = grouped.get(name);
    if (known === undefined) grouped.set(name, [resource]);
    else known.push(resource);
  }
  const rulesets = resources.filter(({ type }) => type === githubTypes.OrganizationRuleset);
  return new Map([...grouped].map(([name, all]) => [name, needsOf(name, all, rulesets)]));
}

/** Name of the repository that a resource is in; undefined where it is in none, or that is not known yet. */
export function repositoryNamed(inputs: Inputs): string | undefined {
  const given = inputs['repository'] ?? inputs['repositoryId'];
  return typeof given === 'string' ? given : undefined;
}

// A repository that the stack makes itself is not there to be looked at.
const repositoryOf = ({ type, inputs }: WantedResource): string | undefined =>
  permissionsOf(type) === undefined ? undefined : repositoryNamed(inputs);

function needsOf(
  repository: string,
  resources: readonly WantedResource[],
  organizationRulesets: readonly WantedResource[],
): RepositoryNeeds {
  const of = (name: string): readonly Inputs[] =>
    resources.filter(({ type }) => type.endsWith(`:${name}`)).map(({ inputs }) => inputs);
  const rulesets = of('RepositoryRuleset').filter(({ target }) => target !== 'tag');
  const classic = [...of('BranchProtection'), ...of('BranchProtectionV3')];
  const environments = of('RepositoryEnvironment');
  const [commit] = of('WorkflowCommit');
  const [file] = of('RepositoryFile');
  const permissions = new Set(resources.flatMap(({ type }) => permissionsOf(type) ?? []));
  const paths = [
    ...Object.keys(object(commit?.['files'])),
    ...of('RepositoryFile').map(({ file: path }) => path),
  ];
  const isWorkflow = (path: unknown): boolean =>
    typeof path === 'string' && path.startsWith('.github/workflows/');
  if (paths.some(isWorkflow)) permissions.add('workflows');
  const delivery = commit === undefined ? fileDelivery(file) : commitDelivery(commit);
  if (delivery?.pullRequestBranch !== undefined) permissions.add('pull_requests');
  if (text(commit?.['provenBy']) !== '') permissions.add('actions');
  return {
    repository,
    permissions,
    delivery,
    protection: rulesets.length > 0 ? 'ruleset' : classic.length > 0 ? 'classic' : undefined,
    isBypassed: !isReviewed(rulesets, classic),
    mergeQueue: rulesets.some(({ rules }) => object(rules)['mergeQueue'] !== undefined),
    created: createdNames(resources),
    options: of('RepositorySettings')[0] ?? {},
    protectsTags: of('RepositoryRuleset').some(({ target }) => target === 'tag'),
    merging: delivery === undefined ? undefined : mergeNeeds(resources, delivery.branch),
    guard: presentLevel(repository, [...resources, ...organizationRulesets]),
    actions: allowedBy(of('ActionsRepositoryPermissions')[0]),
    codeOwnerReview:
      rulesets.some(
        ({ rules }) => object(object(rules)['pullRequest'])['requireCodeOwnerReview'] === true,
      ) ||
      classic.some(({ requiredPullRequestReviews: reviews }) =>
        list(reviews).some((one) => object(one)['requireCodeOwnerReviews'] === true),
      ),
    environments: environments.map(({ environment }) => text(environment)),
    gatedEnvironments: environments
      .filter(({ reviewers, waitTimer }) => reviewers !== undefined || Number(waitTimer ?? 0) > 0)
      .map(({ environment }) => text(environment)),
  };
}

function allowedBy(inputs: Inputs | undefined): ActionsAllowed | undefined {
  if (inputs?.['allowedActions'] !== 'selected') return undefined;
  const config = object(inputs['allowedActionsConfig']);
  return {
    githubOwned: config['githubOwnedAllowed'] === true,
    verified: config['verifiedAllowed'] === true,
    patterns: list(config['patternsAlloweds']).map(text),
  };
}

function createdNames(resources: readonly WantedResource[]): CreatedNames {
  const names = (type: string, key: string): readonly string[] =>
    resources
      .filter((one) => one.isCreated === true && one.type === type)
      .map(({ inputs }) => text(inputs[key]))
      .filter((name) => name !== '');
  return {
    variables: names(githubTypes.ActionsVariable, 'variableName'),
    rulesets: names(githubTypes.RepositoryRuleset, 'name'),
    environments: names(githubTypes.RepositoryEnvironment, 'environment'),
  };
}

function commitDelivery(inputs: Inputs): DeliveryNeed {
  const isPullRequest = inputs['delivery'] === 'pullRequest';
  const named = text(object(inputs['pullRequest'])['branch']);
  return {
    branch: text(inputs['branch']),
    pullRequestBranch: isPullRequest ? named || defaultPullRequestBranch : undefined,
  };
}

function fileDelivery(inputs: Inputs | undefined): DeliveryNeed | undefined {
  const branch = text(inputs?.['branch']);
  return branch === '' ? undefined : { branch, pullRequestBranch: undefined };
}

/** Whether every change of a branch goes through a pull request that no one may leave out. */
function isReviewed(rulesets: readonly Inputs[], classic: readonly Inputs[]): boolean {
  const byRuleset = rulesets.some(
    ({ rules, bypassActors }) =>
      object(rules)['pullRequest'] !== undefined && list(bypassActors).length === 0,
  );
  const byRule = classic.some(
    ({ requiredPullRequestReviews, enforceAdmins }) =>
      list(requiredPullRequestReviews).length > 0 && enforceAdmins === true,
  );
  return byRuleset || byRule;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const object = (value: unknown): Inputs =>
  typeof value === 'object' && value !== null ? (value as Inputs) : {};
