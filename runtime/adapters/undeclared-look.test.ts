import { type Declared } from '../../core/undeclared/declared';
import { type GitHubClient } from './github-client';
import { GitHubError } from './github-error';
import { lookAtUndeclared } from './undeclared-look';

const nothing: Declared = {
  files: ['.github/workflows/ci.yml'],
  rulesets: ['Gatehouse'],
  environments: [],
  secrets: ['OURS'],
  dependabotSecrets: [],
  webhooks: ['8'],
  allowedActions: true,
  defaultToken: true,
};
const place = { owner: 'acme', repository: 'orders' };
const prefix = 'GET /repos/{owner}/{repo}/';

interface Asked {
  readonly route: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A GitHub with answers by path; an error is thrown. */
function gitHub(answers: Readonly<Record<string, unknown>>) {
  const asked: Asked[] = [];
  const request: GitHubClient['request'] = (_schema, route, parameters = {}) => {
    asked.push({ route, parameters });
    const path = route.slice(prefix.length);
    const page = Number(parameters['page'] ?? 1);
    const fallback = path.startsWith('git/trees') ? { tree: [] } : emptyOf(path);
    const answer = answers[page === 1 ? path : `${path} ${page}`] ?? fallback;
    if (answer instanceof Error) return Promise.reject(answer);
    return Promise.resolve({ data: answer as never, etag: `"${path} ${page}"` });
  };
  return { asked, client: { request } as GitHubClient };
}

const emptyOf = (path: string): unknown =>
  path === 'environments' ? { environments: [] } : path.endsWith('/secrets') ? { secrets: [] } : [];

const refused = (status: number, retryAfter?: number): GitHubError =>
  Object.assign(new GitHubError('GET /x', status, 'no'), { retryAfterSeconds: retryAfter });

const world = {
  'git/trees/HEAD': {
    tree: [
      { path: '.github/workflows/ci.yml', type: 'blob', sha: '1' },
      { path: '.github/workflows/theirs.yml', type: 'blob', sha: '2' },
    ],
  },
  rulesets: [
    { name: 'gatehouse', updated_at: 'a' },
    { name: 'theirs', updated_at: 'a' },
  ],
  'actions/secrets': { secrets: [{ name: 'ours' }, { name: 'THEIRS', updated_at: 'a' }] },
  keys: [{ id: 3, title: 'ci', read_only: false }],
  hooks: [
    { id: 7, updated_at: 'a', config: { url: 'https://hooks.example.com/x?token=t' } },
    { id: 8 },
  ],
};
const subjects = ({ news }: Awaited<ReturnType<typeof lookAtUndeclared>>) =>
  news.map(({ subject, change }) => `${change} ${subject}`);

it('says nothing at the first look, and keeps what was seen by request', async () => {
  const look = await lookAtUndeclared(gitHub(world).client, place, nothing, {});
  expect(look.news).toEqual([]);
  expect(look.unread).toEqual([]);
  expect(look.parts).toMatchObject({
    'git/trees/HEAD?recursive=1': {
      etag: '"git/trees/HEAD 1"',
      marks: { 'workflow .github/workflows/theirs.yml': '2' },
    },
    rulesets: { marks: { 'ruleset theirs': 'a' } },
    environments: { marks: {} },
    'actions/secrets': { marks: { 'secret THEIRS': 'a' } },
    keys: { marks: { 'deploy key ci': '3 write' } },
    hooks: { marks: { 'webhook 7': 'a' } },
  });
  expect(JSON.stringify(look)).not.toContain('token=t');
});

it('reports what is new and what has changed, once', async () => {
  const { parts } = await lookAtUndeclared(gitHub(world).client, place, nothing, {});
  const changed = {
    ...world,
    rulesets: [{ name: 'theirs', updated_at: 'b' }],
    'actions/secrets': { secrets: [{ name: 'NEW', updated_at: 'c' }] },
  };
  const second = await lookAtUndeclared(gitHub(changed).client, place, nothing, parts);
  expect(subjects(second)).toEqual(['changed ruleset theirs', 'undeclared secret NEW']);
  const third = await lookAtUndeclared(gitHub(changed).client, place, nothing, second.parts);
  expect(third.news).toEqual([]);
});

it('asks with the ETag of the look before, and keeps what that saw where nothing changed', async () => {
  const { parts } = await lookAtUndeclared(gitHub(world).client, place, nothing, {});
  const same = gitHub({ ...world, keys: refused(304), hooks: [] });
  const look = await lookAtUndeclared(same.client, place, nothing, parts);
  expect(look.parts['keys']).toEqual(parts['keys']);
  expect(look.unread).toEqual([]);
  expect(same.asked).toHaveLength(7);
  const { parameters } = same.asked.find(({ route }) => route.endsWith('/keys')) ?? {};
  expect(parameters).toEqual({
    owner: 'acme',
    repo: 'orders',
    per_page: 100,
    page: 1,
    headers: { 'if-none-match': '"keys 1"' },
  });
  expect(same.asked[0]?.parameters).toMatchObject({ recursive: '1' });
});

it('names what may not be read, keeps what was seen there, and looks at the rest', async () => {
  const { parts } = await lookAtUndeclared(gitHub(world).client, place, nothing, {});
  const less = gitHub({ ...world, keys: refused(403), hooks: refused(404), rulesets: [] });
  const look = await lookAtUndeclared(less.client, place, nothing, parts);
  expect(look.unread).toEqual(['deploy keys', 'webhooks']);
  expect(look.parts['keys']).toEqual(parts['keys']);
  expect(look.parts['rulesets']?.marks).toEqual({});
});

it('says that not all files were listed where GitHub cuts the list', async () => {
  const cut = gitHub({ 'git/trees/HEAD': { truncated: true, tree: [] } });
  const { unread } = await lookAtUndeclared(cut.client, place, nothing, {});
  expect(unread).toEqual(['files beyond those that GitHub lists of a repository this large']);
});

it.each([
  ['a rate limit', refused(403, 60)],
  ['an outage', refused(502)],
  ['another error', new Error('x')],
])('gives up at %s', async (_what, error) => {
  const { client } = gitHub({ ...world, keys: error });
  await expect(lookAtUndeclared(client, place, nothing, {})).rejects.toBe(error);
});

it('follows a list of more than a page, whose ETag says nothing of the rest', async () => {
  const many = Array.from({ length: 100 }, (_, id) => ({ id, title: `key ${id}` }));
  const { client, asked } = gitHub({ keys: many, 'keys 2': [{ id: 100, title: 'last' }] });
  const { parts } = await lookAtUndeclared(client, place, nothing, {});
  expect(Object.keys(parts['keys']?.marks ?? {})).toHaveLength(101);
  expect(parts['keys']).not.toHaveProperty('etag');
  expect(asked.filter(({ route }) => route.endsWith('/keys'))).toHaveLength(2);
});
