import * as fc from 'fast-check';
import { type Rule } from '../../../sandbox/github/state';
import { type TestWorld } from '../../sandbox/test-world';

/** A repository that is in use, with what it has by chance. */
export interface ExistingRepository {
  readonly files: Readonly<Record<string, string>>;
  readonly rules: readonly Rule[];
  readonly environments: readonly { readonly name: string; readonly wait_timer: number }[];
  readonly variables: readonly string[];
  readonly labels: readonly string[];
  /** Names. */
  readonly secrets: readonly string[];
  readonly keys: readonly string[];
  /** Addresses. */
  readonly webhooks: readonly string[];
  readonly actions: {
    readonly sha_pinning_required: boolean;
    readonly selected: boolean;
    readonly token: 'read' | 'write';
    readonly approves: boolean;
  };
}

const testJob = (runner: string): string => `  test:
    runs-on: ${runner}
    steps:
      - uses: actions/checkout@v4
      - run: pip install -r requirements.txt
      - run: pytest
`;
const lintJob = `  # style
  lint:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: ruff check .
`;
const docsJob = `  docs:
    runs-on: ubuntu-24.04
    steps:
      - run: mkdocs build --strict
`;

/** Workflows by their file name; each reports its check on every kind of change. */
const workflows: Readonly<Record<string, string>> = {
  'tests.yml': `on: { push: {}, pull_request: {}, merge_group: {} }\njobs:\n${testJob('ubuntu-24.04')}`,
  'checks.yaml': `on:\n  push:\n  pull_request:\n  merge_group:\njobs:\n${lintJob}\n${docsJob}`,
  'CI-old.yml': `# the old one\nname: Old\non: { pull_request: {}, push: {}, merge_group: {} }\njobs:\n${lintJob}\n${testJob('windows-2025')}`,
  'nightly.yml': `on: { schedule: [{ cron: '5 4 * * *' }] }\njobs:\n${docsJob}`,
  'release.yml': `on: { release: { types: [published] } }\njobs:\n${docsJob.replace('docs', 'publish')}`,
};
const contexts: Readonly<Record<string, string>> = {
  'tests.yml': 'test',
  'checks.yaml': 'docs',
  'CI-old.yml': 'test',
};

const dependabot = [
  undefined,
  'version: 2\nupdates:\n  - package-ecosystem: npm\n    directory: /web\n    schedule: {interval: daily}\n',
  '# kept\nversion: 2\nupdates:\n- package-ecosystem: pip\n  directory: "/"\n',
];

const shape = fc.record({
  workflows: fc.uniqueArray(fc.constantFrom(...Object.keys(workflows)), { maxLength: 4 }),
  dependabot: fc.constantFrom(...dependabot),
  codeOwners: fc.constantFrom(undefined, '* @octocat\n', '# nobody\ndocs/ @octocat'),
  isSource: fc.boolean(),
  isRequired: fc.boolean(),
  linear: fc.boolean(),
  approvals: fc.constantFrom(undefined, 0, 1, 2),
  environments: fc.uniqueArray(
    fc.record({
      name: fc.constantFrom('staging', 'prod', 'docs'),
      wait_timer: fc.constantFrom(0, 5, 30),
    }),
    { maxLength: 2, selector: ({ name }) => name },
  ),
  variables: fc.uniqueArray(fc.constantFrom('TIER', 'REGION', 'OWNER_TEAM'), { maxLength: 3 }),
  labels: fc.uniqueArray(fc.constantFrom('later', 'team: red', 'triage'), { maxLength: 3 }),
  secrets: fc.uniqueArray(fc.constantFrom('PYPI_TOKEN', 'KEY'), { maxLength: 2 }),
  keys: fc.uniqueArray(fc.constantFrom('mirror', 'deploy'), { maxLength: 2 }),
  webhooks: fc.uniqueArray(
    fc.constantFrom('https://ci.example.com/', 'https://chat.example.com/x'),
    {
      maxLength: 2,
    },
  ),
  actions: fc.record({
    sha_pinning_required: fc.boolean(),
    selected: fc.boolean(),
    token: fc.constantFrom('read' as const, 'write' as const),
    approves: fc.boolean(),
  }),
});

/** A number of repositories by chance, the same for the same seed. */
export const existingRepositories = (seed: number, count: number): readonly ExistingRepository[] =>
  fc.sample(shape, { seed, numRuns: count }).map((one, index) => {
    const required = one.workflows.find((name) => name in contexts);
    return {
      files: {
        'pyproject.toml': `[project]\nname = "service-${index}"\nversion = "1"\nrequires-python = ">=3.11"\n`,
        'requirements.txt': 'pytest==8.4.2\n',
        [one.isSource ? 'src/service/__init__.py' : 'service/__init__.py']: '',
        'tests/test_service.py': 'def test_a(): pass\n',
        ...Object.fromEntries(
          one.workflows.map((name) => [`.github/workflows/${name}`, workflows[name] ?? '']),
        ),
        ...(one.dependabot === undefined ? {} : { '.github/dependabot.yml': one.dependabot }),
        ...(one.codeOwners === undefined ? {} : { CODEOWNERS: one.codeOwners }),
      },
      rules: [
        ...(one.isRequired && required !== undefined ? [requires(contexts[required] ?? '')] : []),
        ...(one.linear ? [{ type: 'required_linear_history' }] : []),
        ...(one.approvals === undefined ? [] : [reviewed(one.approvals)]),
      ],
      environments: one.environments,
      variables: one.variables,
      labels: one.labels,
      secrets: one.secrets,
      keys: one.keys,
      webhooks: one.webhooks,
      actions: one.actions,
    };
  });

const requires = (context: string): Rule => ({
  type: 'required_status_checks',
  parameters: {
    required_status_checks: [{ context }],
    strict_required_status_checks_policy: false,
  },
});

const reviewed = (approvals: number): Rule => ({
  type: 'pull_request',
  parameters: {
    dismiss_stale_reviews_on_push: false,
    require_code_owner_review: false,
    require_last_push_approval: false,
    required_approving_review_count: approvals,
    required_review_thread_resolution: false,
  },
});

/** Makes it in a world. */
export async function makeExisting(
  world: TestWorld,
  name: string,
  existing: ExistingRepository,
): Promise<void> {
  const { files, rules, environments, variables, labels, actions } = existing;
  await world.make(name, files);
  const place = { owner: world.owner, repo: name };
  const base = '/repos/{owner}/{repo}';
  const send = (route: string, more: object): Promise<unknown> =>
    world.octokit.request(route, { ...place, ...more });
  if (rules.length > 0)
    await send(`POST ${base}/rulesets`, {
      name: 'theirs',
      target: 'branch',
      enforcement: 'active',
      conditions: { ref_name: { include: ['refs/heads/main'], exclude: [] } },
      rules,
    });
  for (const { name: environment_name, ...rest } of environments)
    await send(`PUT ${base}/environments/{environment_name}`, { environment_name, ...rest });
  for (const variable of variables)
    await send(`POST ${base}/actions/variables`, { name: variable, value: 'x' });
  for (const label of labels) await send(`POST ${base}/labels`, { name: label, color: 'ededed' });
  await makeAccess(world, name, existing);
  await send(`PUT ${base}/actions/permissions`, {
    enabled: true,
    allowed_actions: actions.selected ? 'selected' : 'all',
    sha_pinning_required: actions.sha_pinning_required,
  });
  if (actions.selected)
    await send(`PUT ${base}/actions/permissions/selected-actions`, {
      github_owned_allowed: true,
      verified_allowed: true,
      patterns_allowed: ['astral-sh/*', 'acme/*'],
    });
  await send(`PUT ${base}/actions/permissions/workflow`, {
    default_workflow_permissions: actions.token,
    can_approve_pull_request_reviews: actions.approves,
  });
}

/** Secrets, keys and webhooks, which no adoption may touch. */
async function makeAccess(
  world: TestWorld,
  name: string,
  { secrets, keys, webhooks }: Pick<ExistingRepository, 'secrets' | 'keys' | 'webhooks'>,
): Promise<void> {
  const { github, octokit, owner } = world;
  const place = { owner, repo: name };
  const at = '2026-01-01T00:00:00Z';
  for (const secret of secrets)
    github.world.required(owner, name).actionsSecrets[secret] = {
      ...{ encryptedValue: 'eA==', keyId: '1', createdAt: at, updatedAt: at },
    };
  for (const title of keys)
    await octokit.request('POST /repos/{owner}/{repo}/keys', {
      ...{ ...place, title, key: `ssh-ed25519 ${title}` },
    });
  // Nobody gave the sandbox's App the right to make webhooks; it reads them.
  github.world.required(owner, name).webhooks = webhooks.map((url, index) => ({
    ...{ id: index + 1, url, contentType: 'json', hasSecret: false, insecureSsl: '0' },
    ...{ active: true, events: ['push'], createdAt: at },
  }));
}

/** All settings of a repository as GitHub answers for them, but for what changes by itself. */
export async function settingsOf(world: TestWorld, name: string): Promise<unknown> {
  const place = { owner: world.owner, repo: name };
  const get = async (path: string): Promise<unknown> => {
    const answer: { readonly data: unknown } = await world.octokit.request(
      `GET /repos/{owner}/{repo}/${path}`,
      place,
    );
    return answer.data;
  };
  const permissions = (await get('actions/permissions')) as { readonly allowed_actions?: string };
  const rulesets = (await get('rulesets')) as readonly { readonly id: number }[];
  return withoutTimes({
    permissions,
    selected:
      permissions.allowed_actions === 'selected'
        ? await get('actions/permissions/selected-actions')
        : null,
    token: await get('actions/permissions/workflow'),
    rulesets: await Promise.all(rulesets.map(({ id }) => get(`rulesets/${id}`))),
    environments: await get('environments'),
    variables: await get('actions/variables'),
    secrets: await get('actions/secrets'),
    labels: await get('labels'),
    keys: await get('keys'),
    webhooks: await get('hooks'),
    topics: await get('topics'),
  });
}

const withoutTimes = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, item: unknown) => (/_at$/.test(key) ? undefined : item)));

/** Files of a branch with their modes and blobs. */
export const filesOf = (world: TestWorld, name: string): readonly string[] =>
  world.git(name, 'ls-tree', '-r', 'main').split('\n').sort();
