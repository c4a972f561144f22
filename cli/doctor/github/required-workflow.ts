import { z } from 'zod';
import { githubTypes } from '../../../core/kernel/resource-types';
import { planFeatures } from '../../../core/guard/level-proposal';
import { isUnreadable, readWorkflow } from '../../../core/reading/read-workflow';
import { type DoctorFinding } from '../finding';
import { type WantedResource } from '../needs';
import { type Credential, type OwnerFacts } from './facts';
import { type Looker } from './looker';

type Result = Omit<DoctorFinding, 'subject'>;

const rulePage =
  'https://docs.github.com/en/enterprise-cloud@latest/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets#require-workflows-to-pass-before-merging';

/** A workflow that a stack requires, as the component says; the ruleset has its repository by an id that no plan knows. */
const wanted = z.object({
  workflow: z.object({ repository: z.string(), path: z.string(), ref: z.string() }),
  repositories: z.array(z.string()),
});
type Wanted = z.infer<typeof wanted>;

/** What is known of the repositories that a workflow is required in. */
export interface Guarded {
  readonly isPublic: boolean;
  readonly hasQueue: boolean;
}

/** Whether the organization can require the workflows that a stack wants required, and they can run. */
export async function examineRequiredWorkflows(
  looker: Looker,
  who: {
    readonly owner: string;
    readonly credential: Credential;
    readonly ownerFacts: OwnerFacts;
  },
  resources: readonly WantedResource[],
  guarded: ReadonlyMap<string, Guarded>,
): Promise<readonly DoctorFinding[]> {
  const rulesets = resources.filter(({ type }) => type === githubTypes.OrganizationRuleset);
  if (rulesets.length === 0) return [];
  const subject = `GitHub ${who.owner}`;
  const workflows = rulesets.flatMap(({ component }) => {
    const read = wanted.safeParse(component);
    return read.success ? [read.data] : [];
  });
  const found = [
    ...organization(who.owner, who.ownerFacts),
    ...(await permission(looker, who)),
    ...(await Promise.all(workflows.map((one) => source(looker, one, guarded)))).flat(),
  ];
  return found.map((result) => ({ subject, ...result }));
}

function organization(owner: string, { plan, isOrganization }: OwnerFacts): readonly Result[] {
  const remedy = 'remove guard.requiredWorkflow';
  if (!isOrganization) {
    const message = `a required workflow is one of an organization, and ${owner} is none that this credential can see`;
    return [{ check: 'organization', status: 'missing', message, remedy, link: rulePage }];
  }
  if (planFeatures(plan, false).hasRequiredWorkflows !== false) return [];
  return [
    {
      check: 'plan',
      status: 'missing',
      message: `a required workflow needs GitHub Enterprise Cloud; the plan is ${String(plan)}`,
      remedy: `${remedy}, or change the plan`,
      link: rulePage,
    },
  ];
}

/** Rulesets of an organization need a right that no repository gives. */
async function permission(
  looker: Looker,
  { owner, credential }: { readonly owner: string; readonly credential: Credential },
): Promise<readonly Result[]> {
  const lacks = (message: string, remedy: string): readonly Result[] => [
    { check: 'permissions', status: 'missing', message, remedy },
  ];
  switch (credential.kind) {
    case 'app':
      return credential.permissions['organization_administration'] === 'write'
        ? []
        : lacks(
            'the App lacks the organization permission Administration: read and write, which rulesets of the organization need',
            `grant it in the App's settings (Permissions & events), then accept it at ${credential.settingsUrl}`,
          );
    case 'scoped':
      return credential.scopes.includes('admin:org')
        ? []
        : lacks(
            'the token lacks the scope admin:org, which rulesets of the organization need',
            'add it to the token: Settings → Developer settings → Tokens (classic)',
          );
    default: {
      const answer = await looker.answers('GET /orgs/{org}/rulesets', { org: owner, per_page: 1 });
      return answer.kind === 'found' || answer.kind === 'plan'
        ? []
        : lacks(
            'the token cannot read the rulesets of the organization',
            'grant the organization permission Administration: read and write',
          );
    }
  }
}

const accessPage =
  'https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository#allowing-access-to-components-in-a-private-repository';

/** Whether a repository that is not public lets others of the organization use its workflows. */
async function sharing(
  looker: Looker,
  { path }: Wanted['workflow'],
  place: { readonly owner: string; readonly repo: string },
): Promise<readonly Result[]> {
  const name = `${place.owner}/${place.repo}`;
  const access = await looker.ask(
    z.object({ access_level: z.enum(['none', 'user', 'organization']) }),
    'GET /repos/{owner}/{repo}/actions/permissions/access',
    place,
  );
  const setting = `Settings → Actions → General → Access of ${name}`;
  if (access.kind !== 'found')
    return [
      {
        check: 'organization',
        status: 'unknown',
        message: `whether other repositories may use ${path} of ${name}, which is not public, could not be read`,
        remedy: `look at ${setting}, or give the credential administration: read there`,
        link: accessPage,
      },
    ];
  if (access.value.access_level === 'organization') return [];
  return [
    {
      check: 'organization',
      status: 'missing',
      message: `${name} is not public and lets no other repository of the organization use its workflows (access: ${access.value.access_level}), so that ${path} does not run there`,
      remedy: `set ${setting} to "Accessible from repositories in the organization" (PUT /repos/${name}/actions/permissions/access)`,
      link: accessPage,
    },
  ];
}

/** Whether the workflow is there, may run in the repositories, and has an event that starts it. */
async function source(
  looker: Looker,
  { workflow, repositories }: Wanted,
  guarded: ReadonlyMap<string, Guarded>,
): Promise<readonly Result[]> {
  const place = { owner: looker.client.connection.owner, repo: workflow.repository };
  const name = `${place.owner}/${place.repo}`;
  const fault = (message: string, remedy: string): readonly Result[] => [
    { check: 'organization', status: 'missing', message, remedy, link: rulePage },
  ];
  const repository = await looker.ask(
    z.object({ private: z.boolean(), visibility: z.string().optional() }),
    'GET /repos/{owner}/{repo}',
    place,
  );
  if (repository.kind !== 'found')
    return fault(
      `the repository of the required workflow, ${name}, does not exist, or the credential lacks access`,
      'correct guard.requiredWorkflow.repository, or give the credential read access',
    );
  const file = await looker.ask(
    z.object({ content: z.string() }),
    'GET /repos/{owner}/{repo}/contents/{path}',
    { ...place, path: workflow.path, ref: workflow.ref },
  );
  if (file.kind !== 'found')
    return fault(
      `${name} has no ${workflow.path} at ${workflow.ref}`,
      'correct guard.requiredWorkflow, or add the workflow first: every merge would wait for it in vain',
    );
  const targets = repositories.flatMap((one) => guarded.get(one) ?? []);
  const text = Buffer.from(file.value.content, 'base64').toString('utf8');
  return [
    ...(repository.value.private && targets.some(({ isPublic }) => isPublic)
      ? fault(
          `${name} is private, and its workflows do not run in public repositories, some of which require ${workflow.path}`,
          'make it public, or require the workflow in private repositories alone',
        )
      : []),
    ...(repository.value.private ? await sharing(looker, workflow, place) : []),
    ...triggers(workflow.path, text, targets).map(([message, remedy]) => fault(message, remedy)),
  ].flat();
}

/** @see https://docs.github.com/en/enterprise-cloud@latest/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/available-rules-for-rulesets#supported-event-triggers */
function triggers(
  path: string,
  text: string,
  targets: readonly Guarded[],
): readonly (readonly [message: string, remedy: string])[] {
  const read = readWorkflow(path, text);
  if (isUnreadable(read))
    return [[`GitHub cannot read the required workflow ${path}: ${read.reason}`, 'correct it']];
  const starts = (...events: string[]): boolean =>
    read.triggers.some(({ event }) => events.includes(event));
  return [
    ...(starts('pull_request', 'pull_request_target')
      ? []
      : [
          [
            `the required workflow ${path} does not run on pull requests, so that every merge waits for it in vain`,
            'add the event pull_request to it',
          ] as const,
        ]),
    ...(targets.some(({ hasQueue }) => hasQueue) && !starts('merge_group')
      ? [
          [
            `the required workflow ${path} does not run for the merge queue, which then removes every pull request`,
            'add the event merge_group to it',
          ] as const,
        ]
      : []),
  ];
}
