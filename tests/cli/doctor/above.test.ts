// First, since it prepares Octokit for the test runner.
import { openTestWorld, type TestWorld } from '../../sandbox/test-world';
import { examine } from '../../../cli/doctor/examine';
import { type WantedResource } from '../../../cli/doctor/needs';
import { githubTypes } from '../../../core/kernel/resource-types';

/* What doctor looks at beside a repository's own rules: required workflows, CODEOWNERS, and actions of other workflows. */

let world: TestWorld;
let names = 0;

beforeAll(async () => {
  world = await openTestWorld();
});
afterAll(async () => {
  expect(world.github.violations).toEqual([]);
  await world.dispose();
});
afterEach(() => {
  world.github.world.account(world.owner).plan = 'enterprise';
});

async function repository(files?: Readonly<Record<string, string>>): Promise<string> {
  names += 1;
  const name = `repository-${names}`;
  await world.make(name, files);
  return name;
}

const token = (scopes: readonly string[] = ['repo', 'workflow', 'admin:org']): string => {
  names += 1;
  const text = `token-${names}`;
  world.github.world.account('robot');
  world.github.world.tokens.set(text, {
    ...{ token: text, login: 'robot', kind: 'classic', role: 'admin', scopes },
  });
  return text;
};

const provider = () => ({ owner: world.owner, baseUrl: `${world.githubUrl}/` });
const commit = (repository: string, inputs: object = {}): WantedResource => ({
  type: 'gatehouse:index:WorkflowCommit',
  inputs: {
    ...{ repository, branch: 'main', delivery: 'pullRequest' },
    ...{ files: { '.github/workflows/ci.yml': 'on: push\n' }, ...inputs },
  },
  provider: provider(),
});

async function notes(resources: readonly WantedResource[], with_ = token()) {
  const { findings } = await examine(resources, { GITHUB_TOKEN: with_ });
  return findings
    .filter(({ status }) => status !== 'ok')
    .map(({ status, subject, message }) => `${status} ${subject}: ${message}`);
}

describe('a required workflow', () => {
  const path = '.github/workflows/gate.yml';
  const requiring = (
    name: string,
    workflow: { readonly repository: string; readonly path: string; readonly ref: string },
  ): WantedResource => ({
    type: githubTypes.OrganizationRuleset,
    inputs: { conditions: { repositoryName: { includes: [name] } } },
    component: { owner: world.owner, workflow, repositories: [name] },
    provider: provider(),
  });
  const source = (on: string) => repository({ [path]: `on: ${on}\njobs: {}\n` });

  test('that is there and runs on pull requests leaves nothing to note', async () => {
    const [name, from] = [await repository(), await source('[pull_request, merge_group]')];
    const wanted = requiring(name, { repository: from, path, ref: 'main' });
    expect(await notes([commit(name), wanted])).toEqual([]);
  });

  test('needs the organization’s plan and permission', async () => {
    const [name, from] = [await repository(), await source('pull_request')];
    const wanted = [commit(name), requiring(name, { repository: from, path, ref: 'main' })];
    expect(await notes(wanted, token(['repo', 'workflow']))).toEqual([
      'missing GitHub acme: the token lacks the scope admin:org, which rulesets of the organization need',
    ]);
    world.github.world.account('acme').plan = 'team';
    expect(await notes(wanted)).toEqual([
      'missing GitHub acme: a required workflow needs GitHub Enterprise Cloud; the plan is team',
    ]);
  });

  test('that is not there, or that nothing starts, would let no one merge', async () => {
    const [name, from] = [await repository(), await source('push')];
    const at = (workflow: object) =>
      notes([commit(name), requiring(name, { repository: from, path, ref: 'main', ...workflow })]);
    expect(await at({ repository: 'no-such' })).toEqual([
      'missing GitHub acme: the repository of the required workflow, acme/no-such, does not exist, or the credential lacks access',
    ]);
    expect(await at({ path: '.github/workflows/other.yml' })).toEqual([
      `missing GitHub acme: acme/${from} has no .github/workflows/other.yml at main`,
    ]);
    expect(await at({})).toEqual([
      `missing GitHub acme: the required workflow ${path} does not run on pull requests, so that every merge waits for it in vain`,
    ]);
  });

  test('has to run for the merge queue too, and in public repositories', async () => {
    const [name, from] = [await repository(), await source('pull_request')];
    world.github.world.required('acme', from).settings = { private: true };
    const queue: WantedResource = {
      type: githubTypes.RepositoryRuleset,
      inputs: { repository: name, name: 'queue', target: 'branch', rules: { mergeQueue: {} } },
      provider: provider(),
    };
    const wanted = requiring(name, { repository: from, path, ref: 'main' });
    expect(await notes([commit(name), queue, wanted])).toEqual([
      `missing GitHub acme: acme/${from} is private, and its workflows do not run in public repositories, some of which require ${path}`,
      `missing GitHub acme: acme/${from} is not public and lets no other repository of the organization use its workflows (access: none), so that ${path} does not run there`,
      `missing GitHub acme: the required workflow ${path} does not run for the merge queue, which then removes every pull request`,
    ]);
  });
});

test.each([
  ['none', ['is not public and lets no other repository of the organization use']],
  ['user', ['(access: user), so that']],
  ['organization', []],
] as const)(
  'a required workflow of a private repository with the access %s',
  async (level, parts) => {
    const path = '.github/workflows/gate.yml';
    const from = await repository({ [path]: 'on: pull_request\njobs: {}\n' });
    const name = await repository();
    const source = world.github.world.required('acme', from);
    source.settings = { private: true };
    source.actionsPermissions.accessLevel = level;
    world.github.world.required('acme', name).settings = { private: true };
    const wanted: WantedResource = {
      type: githubTypes.OrganizationRuleset,
      inputs: { conditions: { repositoryName: { includes: [name] } } },
      component: {
        ...{ owner: world.owner, repositories: [name] },
        workflow: { repository: from, path, ref: 'main' },
      },
      provider: provider(),
    };
    expect(await notes([commit(name), wanted])).toEqual(
      parts.map((part) => expect.stringContaining(part) as string),
    );
  },
);

test('lines of CODEOWNERS that GitHub ignores are named where changes wait for code owners', async () => {
  world.github.world.account('nobody');
  const name = await repository({ '.github/CODEOWNERS': '# Ours\n/.github/ @robot @nobody\n' });
  const review = (requireCodeOwnerReview: boolean): WantedResource => ({
    type: githubTypes.RepositoryRuleset,
    inputs: {
      ...{ repository: name, name: 'ours', target: 'branch', bypassActors: [{ actorId: 1 }] },
      rules: { pullRequest: { requireCodeOwnerReview } },
    },
    provider: provider(),
  });
  expect(await notes([commit(name), review(true)])).toEqual([
    `warning acme/${name}: .github/CODEOWNERS, line 2: Unknown owner; GitHub ignores the line, and waits for no owner of its files`,
  ]);
  expect(await notes([commit(name), review(false)])).toEqual([]);
});

test('a limit on actions names those of other workflows that it stops', async () => {
  const uses = (...names: readonly string[]) =>
    `on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n${names.map((one) => `      - uses: ${one}\n`).join('')}`;
  const name = await repository({
    '.github/workflows/ci.yml': uses('octo/replaced@v1'),
    '.github/workflows/old.yml': uses('octo/gone@v1'),
    '.github/workflows/docs.yml': uses('octo/docs@v1', 'actions/checkout@v4', 'acme/own@v1'),
  });
  const policy = (allowedActions: string): WantedResource => ({
    type: githubTypes.ActionsRepositoryPermissions,
    inputs: {
      ...{ repository: name, enabled: true, allowedActions },
      allowedActionsConfig: { githubOwnedAllowed: true, patternsAlloweds: ['astral-sh/*'] },
    },
    provider: provider(),
  });
  const delivery = commit(name, { replaces: ['.github/workflows/old.yml'] });
  expect(await notes([delivery, policy('selected')])).toEqual([
    `warning acme/${name}: the policy on actions (actions.allowedActions) stops what other workflows use: octo/docs@v1 in .github/workflows/docs.yml`,
  ]);
  expect(await notes([delivery, policy('all')])).toEqual([]);
});
