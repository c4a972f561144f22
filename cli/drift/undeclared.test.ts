import { githubTypes } from '../../core/kernel/resource-types';
import { GitHubFailure } from '../../provider/github/failure';
import { type ResourceState } from '../state/resource-state';
import {
  judgedThings,
  marksOf,
  undeclaredFindings,
  undeclaredIn,
  type UndeclaredSource,
} from './undeclared';

type Answer = Readonly<Record<string, unknown>>;
const base = '/repos/acme/orders';
const own = (type: string, inputs: Answer, more: Answer = {}): ResourceState =>
  ({ type, inputs, outputs: {}, id: '', ...more }) as unknown as ResourceState;

function source(
  lists: Readonly<Record<string, readonly Answer[]>>,
  refused: readonly string[] = [],
): UndeclaredSource {
  return {
    find: () => Promise.resolve({ tree: lists['tree'] ?? [] }),
    list: (path) => {
      const name = path.slice(base.length + 1);
      return refused.includes(name)
        ? Promise.reject(new GitHubFailure('refused', 'no right'))
        : Promise.resolve(lists[name] ?? []);
    },
  };
}

const look = async (
  lists: Readonly<Record<string, readonly Answer[]>>,
  state: readonly ResourceState[] = [],
): Promise<readonly string[]> =>
  (await undeclaredIn(source(lists), 'acme', 'orders', state)).things.map(
    ({ subject, mark, details }) => [subject, mark, ...details].join(' | '),
  );

it('names keys by what they may do, and webhooks by their host alone', async () => {
  const url = 'https://hooks.example.com/T000/secret?token=x';
  const lists = {
    keys: [
      { id: 1, title: 'deploy', read_only: false },
      { id: 2, title: '', read_only: true },
    ],
    hooks: [
      { id: 7, updated_at: 'today', config: { url } },
      { id: 8, updated_at: 'today', config: { url } },
    ],
  };
  const mine = own(githubTypes.RepositoryWebhook, {}, { id: 'orders/8' });
  expect(await look(lists, [mine])).toEqual([
    'deploy key deploy | 1 write | may write | deploy-keys (high): the deploy key may write',
    'deploy key 2 | 2 read | may read',
    'webhook 7 | today | to hooks.example.com | webhook-secrets (medium): the webhook has no secret',
  ]);
});

it.each([
  ['rulesets', 'ruleset', githubTypes.RepositoryRuleset, 'name'],
  ['environments', 'environment', githubTypes.RepositoryEnvironment, 'environment'],
  ['actions/secrets', 'secret', githubTypes.ActionsSecret, 'secretName'],
  ['dependabot/secrets', 'Dependabot secret', githubTypes.DependabotSecret, 'secretName'],
])('leaves out %s of the stack', async (path, kind, type, key) => {
  const lists = {
    [path]: [
      { name: 'OURS', updated_at: '1' },
      { name: 'theirs', updated_at: '2' },
    ],
  };
  expect(await look(lists, [own(type, { [key]: 'ours' })])).toEqual([`${kind} theirs | 2`]);
  expect(await look(lists, [own('other', { [key]: 'ours' })])).toHaveLength(2);
});

it('lists settings of GitHub Actions that the stack does not set, and whether they changed', async () => {
  const answers: Readonly<Record<string, Answer>> = {
    'actions/permissions': {
      enabled: true,
      allowed_actions: 'all',
      selected_actions_url: 'https://api.github.com/x',
    },
    'actions/permissions/workflow': { default_workflow_permissions: 'write' },
  };
  const github: UndeclaredSource = {
    list: () => Promise.resolve([]),
    find: (path) => Promise.resolve(answers[path.slice(base.length + 1)] ?? { tree: [] }),
  };
  const things = async (...state: readonly ResourceState[]): Promise<readonly string[]> =>
    (await undeclaredIn(github, 'acme', 'orders', state)).things.map(
      ({ subject, mark }) => `${subject} | ${mark}`,
    );
  const allowed = 'Actions settings: allowed actions | allowed_actions: all, enabled: true';
  const token = 'Actions settings: default token | default_workflow_permissions: write';
  expect(await things()).toEqual([allowed, token]);
  const ours = own(githubTypes.ActionsRepositoryPermissions, {});
  expect(await things(ours)).toEqual([token]);
  expect(await things(ours, own(githubTypes.WorkflowRepositoryPermissions, {}))).toEqual([]);
});

it('says nothing of settings of GitHub Actions as a new repository has them, until they change', () => {
  const thing = {
    subject: 'Actions settings: default token',
    details: [],
    isDefault: true,
  } as const;
  const mark = 'default_workflow_permissions: read';
  const subjects = (known: Readonly<Record<string, string>>) =>
    undeclaredFindings('r', [{ ...thing, mark }], { r: known }).map(({ change }) => change);
  expect(subjects({})).toEqual([]);
  expect(subjects({ [thing.subject]: mark })).toEqual([]);
  expect(subjects({ [thing.subject]: 'default_workflow_permissions: write' })).toEqual(['changed']);
});

it('knows settings of GitHub Actions that a new repository has from others', async () => {
  const look = async (permissions: Answer) => {
    const github: UndeclaredSource = {
      list: () => Promise.resolve([]),
      find: (path) =>
        Promise.resolve(
          path.endsWith('/workflow')
            ? permissions
            : path.includes('/trees/')
              ? { tree: [] }
              : undefined,
        ),
    };
    const { things } = await undeclaredIn(github, 'acme', 'orders', []);
    return things.map(({ isDefault }) => isDefault);
  };
  const usual = { default_workflow_permissions: 'read', can_approve_pull_request_reviews: false };
  expect(await look(usual)).toEqual([true]);
  expect(await look({ ...usual, can_approve_pull_request_reviews: true })).toEqual([undefined]);
});

it('names what may not be read, and looks at the rest', async () => {
  const refused = ['keys', 'rulesets'];
  const secrets = { 'actions/secrets': [{ name: 'A', updated_at: '1' }] };
  expect(await undeclaredIn(source(secrets, refused), 'acme', 'orders', [])).toEqual({
    unread: ['rulesets', 'deploy keys'],
    things: [{ subject: 'secret A', mark: '1', details: [] }],
  });
});

it('reports what is new or has changed', () => {
  const thing = (subject: string, mark: string) => ({ subject, mark, details: [] });
  const things = [thing('a', '1'), thing('b', '2'), thing('constructor', '3')];
  const known = { 'acme/orders': { a: '1', b: '1' } };
  const changes = (of: string) =>
    undeclaredFindings(of, things, known).map(({ subject, change }) => `${subject} ${change}`);
  expect(changes('acme/orders')).toEqual(['b changed', 'constructor undeclared']);
  expect(changes('acme/other')).toHaveLength(3);
  expect(undeclaredFindings('r', things, { r: marksOf(things) })).toEqual([]);
});

it('judges the files that are new or have changed, and reads no others', async () => {
  const asked: string[] = [];
  const github = {
    find: (path: string) => {
      asked.push(path);
      const text = 'on: push\njobs:\n  a:\n    steps:\n      - uses: a/b@v1\n';
      return Promise.resolve({ content: Buffer.from(text).toString('base64') });
    },
  };
  const file = (name: string, sha: string) => ({
    subject: `workflow .github/workflows/${name}.yml`,
    mark: sha,
    details: [],
    file: { path: `.github/workflows/${name}.yml`, sha },
  });
  const things = [
    file('known', '1'),
    file('new', '2'),
    { subject: 'secret X', mark: '', details: [] },
  ];
  const known = { 'acme/orders': marksOf(things.slice(0, 1)) };
  const judged = await judgedThings(github, 'acme/orders', things, known, '2026-03-31');
  expect(asked).toEqual(['/repos/acme/orders/git/blobs/2']);
  expect(judged.map(({ details }) => details.includes('pinned-actions (high), line 5'))).toEqual([
    false,
    true,
    false,
  ]);
});

it('says that not all files were listed where GitHub cuts the list', async () => {
  const entry = { path: '.github/workflows/a.yml', type: 'blob', sha: '1' };
  const cut = (truncated: boolean): UndeclaredSource => ({
    ...source({}),
    find: (path) =>
      Promise.resolve(path.includes('/git/trees/') ? { truncated, tree: [entry] } : {}),
  });
  const found = await undeclaredIn(cut(true), 'acme', 'orders', []);
  expect(found.things.map(({ subject }) => subject)).toContain('workflow .github/workflows/a.yml');
  expect(found.unread).toEqual(['files beyond those that GitHub lists of a repository this large']);
  expect((await undeclaredIn(cut(false), 'acme', 'orders', [])).unread).toEqual([]);
});
