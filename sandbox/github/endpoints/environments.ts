import { z } from 'zod';
import {
  itemOf,
  noContent,
  notFound,
  ok,
  onRepository,
  page,
  param,
  read,
  Refusal,
  type Endpoint,
  type RepositoryCall,
} from '../endpoint';
import { simpleUser } from '../render/account';
import { repoApi, repoWeb } from '../render/links';
import type { Account, Environment } from '../state';

/** The environment that the path names. */
export function environmentOf(call: RepositoryCall): Environment {
  const name = param(call, 'environment_name').toLowerCase();
  const found = call.repo.environments.find((one) => one.name.toLowerCase() === name);
  if (found === undefined) throw notFound();
  return found;
}

const input = z.object({
  wait_timer: z.number().int().min(0).max(43_200).nullish(),
  prevent_self_review: z.boolean().nullish(),
  can_admins_bypass: z.boolean().nullish(),
  reviewers: z
    .array(z.object({ type: z.enum(['User', 'Team']), id: z.number() }))
    .max(6)
    .nullish(),
  deployment_branch_policy: z
    .object({ protected_branches: z.boolean(), custom_branch_policies: z.boolean() })
    .nullish(),
});

function render(call: RepositoryCall, environment: Environment): Record<string, unknown> {
  const url = `${repoApi(call.links, call.repo)}/environments/${encodeURIComponent(environment.name)}`;
  const rule = (offset: number, type: string): Record<string, unknown> => ({
    id: environment.id * 10 + offset,
    node_id: `GA_${environment.id * 10 + offset}`,
    type,
  });
  const reviewer = ({ type, id }: Environment['reviewers'][number]): Record<string, unknown> => ({
    type,
    reviewer: type === 'User' ? simpleUser(call.links, userOf(call, id)) : team(call, id),
  });
  const rules = [
    ...(environment.waitTimer === 0
      ? []
      : [{ ...rule(1, 'wait_timer'), wait_timer: environment.waitTimer }]),
    ...(environment.reviewers.length === 0
      ? []
      : [
          {
            ...rule(2, 'required_reviewers'),
            prevent_self_review: environment.preventSelfReview,
            reviewers: environment.reviewers.map(reviewer),
          },
        ]),
    ...(environment.deploymentBranchPolicy === null ? [] : [rule(3, 'branch_policy')]),
  ];
  return {
    id: environment.id,
    node_id: `EN_${environment.id}`,
    name: environment.name,
    url,
    html_url: `${repoWeb(call.links, call.repo)}/deployments/activity_log?environments_filter=${encodeURIComponent(environment.name)}`,
    created_at: environment.createdAt,
    updated_at: environment.updatedAt,
    can_admins_bypass: environment.canAdminsBypass,
    protection_rules: rules,
    deployment_branch_policy: environment.deploymentBranchPolicy,
  };
}

/** A user by id; someone unknown is not made up in the state, only in the answer. */
function userOf(call: RepositoryCall, id: number): Account {
  const known = call.world.accounts().find((account) => account.id === id);
  return known ?? { id, login: `user-${id}`, type: 'User', createdAt: call.repo.createdAt };
}

/** The sandbox keeps no teams; each id is one. */
function team(call: RepositoryCall, id: number): Record<string, unknown> {
  const slug = `team-${id}`;
  const url = `${call.links.api}/organizations/${call.world.account(call.repo.owner).id}/team/${id}`;
  return {
    id,
    node_id: `T_${id}`,
    name: slug,
    slug,
    description: null,
    privacy: 'closed',
    notification_setting: 'notifications_enabled',
    permission: 'pull',
    url,
    html_url: `${call.links.web}/orgs/${call.repo.owner}/teams/${slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: 'organization',
    parent: null,
  };
}

const base = '/repos/{owner}/{repo}/environments';
const policies = `${base}/{environment_name}/deployment-branch-policies`;
const policyNode = (policy: {
  id: number;
  name: string;
  type: string;
}): Record<string, unknown> => ({
  ...policy,
  node_id: `DBP_${policy.id}`,
});

const policyOf = (call: RepositoryCall): Environment['branchPolicies'][number] =>
  itemOf(call, 'branch_policy_id', environmentOf(call).branchPolicies);

/** Deployment environments. https://docs.github.com/en/rest/deployments/environments */
export const environmentEndpoints: readonly Endpoint[] = [
  onRepository(`GET ${base}`, ['actions', 'read'], (call) =>
    page(
      call.repo.environments.map((one) => render(call, one)),
      'environments',
    ),
  ),
  onRepository(`GET ${base}/{environment_name}`, ['actions', 'read'], (call) =>
    ok(render(call, environmentOf(call))),
  ),
  onRepository(
    `PUT ${base}/{environment_name}`,
    ['administration', 'write'],
    (call) => {
      const fields = read(call, input);
      const policy = fields.deployment_branch_policy ?? null;
      if (policy !== null && policy.protected_branches === policy.custom_branch_policies)
        throw new Refusal(
          422,
          'protected_branches and custom_branch_policies cannot have the same value',
        );
      const name = param(call, 'environment_name');
      const now = call.world.now();
      let environment = call.repo.environments.find(
        (one) => one.name.toLowerCase() === name.toLowerCase(),
      );
      if (environment === undefined) {
        environment = newEnvironment(call.world.nextId(), name, now);
        call.repo.environments.push(environment);
      }
      environment.waitTimer = fields.wait_timer ?? 0;
      environment.preventSelfReview = fields.prevent_self_review ?? false;
      environment.canAdminsBypass = fields.can_admins_bypass ?? true;
      environment.reviewers = fields.reviewers ?? [];
      environment.deploymentBranchPolicy = policy;
      if (policy?.custom_branch_policies !== true) environment.branchPolicies = [];
      environment.updatedAt = now;
      return ok(render(call, environment));
    },
    { undescribed: ['can_admins_bypass'] },
  ),
  onRepository(`DELETE ${base}/{environment_name}`, ['administration', 'write'], (call) => {
    call.repo.environments.splice(call.repo.environments.indexOf(environmentOf(call)), 1);
    return noContent;
  }),
  onRepository(`GET ${policies}`, ['actions', 'read'], (call) =>
    page(environmentOf(call).branchPolicies.map(policyNode), 'branch_policies'),
  ),
  onRepository(`POST ${policies}`, ['administration', 'write'], (call) => {
    const fields = read(
      call,
      z.object({ name: z.string().min(1), type: z.enum(['branch', 'tag']).default('branch') }),
    );
    const environment = environmentOf(call);
    if (environment.deploymentBranchPolicy?.custom_branch_policies !== true) throw notFound();
    const policy = { id: call.world.nextId(), name: fields.name, type: fields.type };
    environment.branchPolicies.push(policy);
    return ok(policyNode(policy));
  }),
  onRepository(`GET ${policies}/{branch_policy_id}`, ['actions', 'read'], (call) =>
    ok(policyNode(policyOf(call))),
  ),
  onRepository(`PUT ${policies}/{branch_policy_id}`, ['administration', 'write'], (call) => {
    const policy = policyOf(call);
    policy.name = read(call, z.object({ name: z.string().min(1) })).name;
    return ok(policyNode(policy));
  }),
  onRepository(`DELETE ${policies}/{branch_policy_id}`, ['administration', 'write'], (call) => {
    const list = environmentOf(call).branchPolicies;
    list.splice(list.indexOf(policyOf(call)), 1);
    return noContent;
  }),
];

function newEnvironment(id: number, name: string, now: string): Environment {
  return {
    id,
    name,
    waitTimer: 0,
    preventSelfReview: false,
    canAdminsBypass: true,
    reviewers: [],
    deploymentBranchPolicy: null,
    branchPolicies: [],
    secrets: {},
    variables: {},
    createdAt: now,
    updatedAt: now,
  };
}
