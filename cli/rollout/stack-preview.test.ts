import { githubTypes, gatehouseTypes } from '../../core/kernel/resource-types';
import { readPreview } from './stack-preview';

const urn = (types: string, name: string): string => `urn:pulumi:prod::ci::${types}::${name}`;
const stack = urn('pulumi:pulumi:Stack', 'ci-prod');
const pipeline = (name: string): string => urn('gatehouse:github:Pipeline', name);
const files = (name: string): string =>
  urn('gatehouse:github:Pipeline$gatehouse:github:WorkflowFiles', `${name}-files`);
const commit = (name: string): string =>
  urn(
    `gatehouse:github:Pipeline$gatehouse:github:WorkflowFiles$${gatehouseTypes.WorkflowCommit}`,
    `${name}-files-commit`,
  );
const ruleset = (name: string): string =>
  urn(`gatehouse:github:Pipeline$${githubTypes.RepositoryRuleset}`, `${name}-ruleset`);

const component = (urn: string, parent: string) => ({
  ...{ op: 'same', urn, oldState: { type: '', parent }, newState: { type: '', parent } },
});
const repository = (name: string) => [
  component(pipeline(name), stack),
  component(files(name), pipeline(name)),
];
const filesOf = (
  name: string,
  op: string,
  { pending = false, before = 'a', after = 'a' } = {},
) => ({
  op,
  urn: commit(name),
  oldState: {
    ...{ type: gatehouseTypes.WorkflowCommit, parent: files(name) },
    ...{ inputs: { message: before }, outputs: { pending } },
  },
  newState: {
    type: gatehouseTypes.WorkflowCommit,
    parent: files(name),
    inputs: { message: after },
  },
});
const rulesOf = (name: string, before: object, after: object) => ({
  op: 'update',
  urn: ruleset(name),
  oldState: { type: githubTypes.RepositoryRuleset, parent: pipeline(name), inputs: before },
  newState: { type: githubTypes.RepositoryRuleset, parent: pipeline(name), inputs: after },
});
const read = (...steps: readonly object[]) =>
  readPreview(JSON.stringify({ steps: [component(stack, ''), ...steps] }));

test('what changes is listed by repository, with the components above it', () => {
  const provider = urn('pulumi:providers:github', 'github');
  const { changed, shared, settling, waiting } = read(
    ...repository('orders'),
    filesOf('orders', 'update', { after: 'b' }),
    ...repository('billing'),
    filesOf('billing', 'same'),
    { op: 'create', urn: provider, newState: { parent: stack } },
  );
  expect([...changed]).toEqual([
    ['orders', [commit('orders'), files('orders'), pipeline('orders')].sort()],
  ]);
  expect(shared).toEqual([provider]);
  expect([...settling]).toEqual([]);
  expect([...waiting]).toEqual([]);
});

test.each<[string, readonly object[], readonly string[]]>([
  ['files that were merged', [filesOf('orders', 'update', { pending: true })], ['orders']],
  [
    'a check that may be required now',
    [
      rulesOf(
        'orders',
        { rules: { deletion: true } },
        { rules: { deletion: true, requiredStatusChecks: 'x' } },
      ),
    ],
    ['orders'],
  ],
  [
    'a classic check',
    [rulesOf('orders', { requiredStatusChecks: [] }, { requiredStatusChecks: ['x'] })],
    ['orders'],
  ],
  ['other files', [filesOf('orders', 'update', { after: 'b' })], []],
  ['another rule', [rulesOf('orders', { rules: { deletion: true } }, { rules: {} })], []],
  ['a new resource', [{ ...filesOf('orders', 'create'), oldState: undefined }], []],
  [
    'files that were merged, and another rule',
    [filesOf('orders', 'update'), rulesOf('orders', { enforcement: 'a' }, { enforcement: 'b' })],
    [],
  ],
])('%s: settling %j', (_name, steps, expected) => {
  const { changed, settling } = read(...repository('orders'), ...steps);
  expect([...changed.keys()]).toEqual(['orders']);
  expect([...settling]).toEqual(expected);
});

test('files wait as long as an update would change nothing of them', () => {
  const { waiting } = read(
    ...repository('orders'),
    filesOf('orders', 'same', { pending: true }),
    ...repository('billing'),
    filesOf('billing', 'update', { pending: true }),
  );
  expect([...waiting]).toEqual(['orders']);
});

test('what was delivered last is read from the state, with the pull request that it waits in', () => {
  const blobs = { '.github/workflows/ci.yml': 'a'.repeat(40) };
  const pullRequestUrl = 'https://github.com/acme/billing/pull/3';
  const step = (name: string, op: string, outputs: object) => {
    const one = filesOf(name, op);
    return { ...one, oldState: { ...one.oldState, outputs } };
  };
  const { delivered } = read(
    ...repository('orders'),
    step('orders', 'update', { blobs, pending: false, pullRequestUrl }),
    ...repository('billing'),
    step('billing', 'same', { blobs, pending: true, pullRequestUrl }),
    ...repository('new'),
    { ...filesOf('new', 'create'), oldState: undefined },
  );
  expect([...delivered]).toEqual([
    ['orders', { blobs, pullRequest: undefined }],
    ['billing', { blobs, pullRequest: pullRequestUrl }],
  ]);
});

test('what is no preview is an error', () => {
  expect(() => readPreview('error: no stack')).toThrow(
    '`pulumi preview --json` printed no preview; found "error: no stack"; run `pulumi preview`',
  );
});
