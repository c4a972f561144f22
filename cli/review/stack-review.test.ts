import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  makeSecret,
  type PropertyMap,
  signatureKey,
  signatures,
} from '../../provider/protocol/property-value';
import { contentReader } from '../report/rendered-files';
import { reviewJson } from '../report/review-json';
import { reviewMarkdown } from '../report/review-markdown';
import { reviewText } from '../report/review-text';
import { withoutRepository } from './change-group';
import { fileDiffer } from './file-diff';
import { linkModules } from './link-modules';
import { type Review } from './review';
import { compareStack, type StackChanges } from './stack-review';
import { type SurveyedResource } from './survey';

const plain = { diff: true, paint: (_style: string, text: string) => text };

function resource(type: string, name: string, inputs: PropertyMap): SurveyedResource {
  return { urn: `urn:pulumi:dev::demo::${type}::${name}`, type, name, custom: true, inputs };
}

const commit = (repository: string, files: PropertyMap): SurveyedResource =>
  resource('gatehouse:index:WorkflowCommit', `${repository}-files`, { repository, files });

const compare = (
  before: readonly SurveyedResource[],
  after: readonly SurveyedResource[],
): Promise<StackChanges> => {
  const side = (resources: readonly SurveyedResource[]) => ({
    resources,
    contentOf: contentReader('/'),
  });
  return compareStack(side(before), side(after), fileDiffer());
};

const review = (compared: StackChanges, more: Partial<Review> = {}): Review => ({
  against: { revision: 'main', commit: 'a'.repeat(40), modules: 'same' },
  uncommitted: 0,
  stacks: [{ stack: 'dev', presence: 'both', problems: [], compared }],
  ...more,
});

const fleet = (size: number, coverage: number): readonly SurveyedResource[] =>
  Array.from({ length: size }, (_, index) =>
    commit(`service-${index}`, {
      // Repositories have different files around the one line that changes in all of them.
      '.github/workflows/ci.yml': `${'# one more line\n'.repeat(index % 3)}on: pull_request\njobs:\n  test:\n    steps:\n      - run: pytest --cov-fail-under=${coverage}\n`,
    }),
  );

test('equal changes of 212 repositories are one change and one gate', async () => {
  const compared = await compare(fleet(212, 80), fleet(212, 70));
  expect(compared.repositories).toEqual({ all: 212, changed: 212 });
  expect(compared.changes.map(({ kind, repositories }) => [kind, repositories.length])).toEqual([
    ['change', 212],
  ]);
  const text = reviewText(review(compared), plain);
  expect(text).toContain('dev: 212 of 212 repositories change, 1 gate weaker');
  expect(text).toContain('▼ coverage floor: 80 % → 70 %, in 212 repositories: service-0, ');
});

test('a resource that is known by an alias is the same one, and so are the children of a renamed parent', async () => {
  const alias = (name: string) => ({
    ...{ name, type: '', stack: '', project: '', parent: '', noParent: false },
  });
  const child = (group: string, color: string): SurveyedResource => ({
    ...resource('t:index:Group$github:index/issueLabel:IssueLabel', `${group}-label`, { color }),
    type: 'github:index/issueLabel:IssueLabel',
    parent: resource('t:index:Group', group, {}).urn,
  });
  const group = (name: string): SurveyedResource => ({
    ...resource('t:index:Group', name, {}),
    custom: false,
  });
  const label = (name: string): SurveyedResource =>
    resource('github:index/issueLabel:IssueLabel', name, { color: 'red' });
  const before = [label('old'), group('orders'), child('orders', 'red')];
  const renamed = { ...label('new'), aliases: [alias('old')] };
  const after = (color: string): readonly SurveyedResource[] => [
    renamed,
    { ...group('sales'), aliases: [alias('orders')] },
    child('sales', color),
  ];
  expect((await compare(before, after('red'))).changes).toEqual([]);
  const { changes } = await compare(before, after('blue'));
  expect(changes).toMatchObject([{ kind: 'change', name: 'sales-label' }]);
  // Without the alias it is another one.
  const kinds = (await compare(before, [label('new')])).changes.map(({ kind }) => kind);
  expect(kinds.sort()).toEqual(['add', 'remove', 'remove']);
});

test('names and values that hold the repository’s name are equal where the rest is', async () => {
  const hooks = (color: string): readonly SurveyedResource[] =>
    ['orders', 'billing'].map((repository) =>
      resource('github:index/issueLabel:IssueLabel', `${repository}-label`, {
        repository,
        description: `of ${repository}, ${color}`,
      }),
    );
  const { changes } = await compare(hooks('red'), hooks('blue'));
  expect(changes).toEqual([
    {
      of: 'resource',
      kind: 'change',
      type: 'github:index/issueLabel:IssueLabel',
      name: '<repository>-label',
      differences: [
        {
          path: 'description',
          kind: 'update',
          before: '"of <repository>, red"',
          after: '"of <repository>, blue"',
        },
      ],
      repositories: ['billing', 'orders'],
    },
  ]);
});

test.each([
  ['orders-files', '<repository>-files'],
  ['preorders-files', 'preorders-files'],
  ['orders2', 'orders2'],
  ['https://x/acme/orders.git and orders', 'https://x/acme/<repository>.git and <repository>'],
])('%s of orders reads %s', (text, expected) => {
  expect(withoutRepository(text, 'orders')).toBe(expected);
});

describe('what is compared of a file', () => {
  let directory: string;
  beforeEach(() => {
    directory = realpathSync(mkdtempSync(path.join(tmpdir(), 'gatehouse-review-')));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  const asset = (name: string, text: string): PropertyMap => {
    const file = path.join(directory, name);
    writeFileSync(file, text);
    return { [signatureKey]: signatures.asset, path: file, hash: text };
  };

  test('is its content, not where it lies', async () => {
    const same = await compare(
      [commit('orders', { 'a.js': asset('before.js', 'x\n') })],
      [commit('orders', { 'a.js': asset('after.js', 'x\n') })],
    );
    expect(same.changes).toEqual([]);
    const other = await compare(
      [commit('orders', { 'a.js': asset('before.js', 'x\n') })],
      [commit('orders', { 'a.js': asset('after.js', 'y\n') })],
    );
    expect(other.changes).toMatchObject([
      { of: 'file', path: 'a.js', diff: { text: '@@ -1,1 +1,1 @@\n-x\n+y' } },
    ]);
  });

  test('is counted, not shown, where a bundler wrote it', async () => {
    const long = 'x'.repeat(3_000);
    const { changes } = await compare(
      [commit('orders', { 'a.js': `${long}\n` })],
      [commit('orders', { 'a.js': `${long}y\n` })],
    );
    expect(changes).toMatchObject([{ of: 'file', diff: { added: 1, removed: 1, text: '' } }]);
  });

  test('packages that are folders of the repository are the other revision’s own', async () => {
    const [present, checkout] = ['present', 'checkout'].map((name) => {
      const root = path.join(directory, name);
      mkdirSync(path.join(root, 'sdks', 'own'), { recursive: true });
      return root;
    });
    if (present === undefined || checkout === undefined) throw new Error('no directories');
    mkdirSync(path.join(present, 'node_modules', '@scope', 'published'), { recursive: true });
    symlinkSync('../../sdks/own', path.join(present, 'node_modules', '@scope', 'own'));
    await linkModules(present, checkout);
    const at = (name: string): string =>
      path.relative(directory, realpathSync(path.join(checkout, 'node_modules', '@scope', name)));
    expect(at('own')).toBe(path.join('checkout', 'sdks', 'own'));
    expect(at('published')).toBe(path.join('present', 'node_modules', '@scope', 'published'));
  });
});

test('no report shows a secret', async () => {
  const secret = (value: string): readonly SurveyedResource[] => [
    resource('github:index/actionsSecret:ActionsSecret', 'orders-secret', {
      repository: 'orders',
      value: makeSecret(value),
    }),
  ];
  const result = review(await compare(secret('zzzzzz1'), secret('zzzzzz2')));
  for (const text of [reviewText(result, plain), reviewJson(result), reviewMarkdown(result)]) {
    expect(text).toMatch(/\\?\[secret/);
    expect(text).not.toContain('zzzzzz');
  }
});

describe('the comment for a pull request', () => {
  test('has the weaker gates in a frame before everything that is folded away', async () => {
    const text = reviewMarkdown(review(await compare(fleet(3, 80), fleet(3, 70))));
    expect(text).toContain('> **1 gate weaker than main (aaaaaaa)**');
    expect(text.indexOf('CAUTION')).toBeLessThan(text.indexOf('<details>'));
    expect(text).toContain('```diff\n@@ ');
  });

  test('fits into one, and says what does not', async () => {
    const large = (mark: string): readonly SurveyedResource[] =>
      Array.from({ length: 5 }, (_, index) =>
        commit(`service-${index}`, { [`file-${index}`]: `${mark}${index}\n`.repeat(900) }),
      );
    const text = reviewMarkdown(review(await compare(large('before '), large('after '))));
    expect(text.length).toBeLessThanOrEqual(60_000);
    expect(text).toMatch(/\d+ more changes do not fit in this comment/);
  });

  test('cannot be broken out of by a file', async () => {
    const evil = '```\n</details><img src=x> @everyone\n';
    const text = reviewMarkdown(
      review(await compare([commit('orders', { a: 'x\n' })], [commit('orders', { a: evil })])),
    );
    expect(text).toContain(`\`\`\`\`diff\n`);
    expect(text.split('````')).toHaveLength(3);
  });

  test('says how the comparison was made where that is not as expected', async () => {
    const text = reviewMarkdown(
      review(await compare([], []), {
        uncommitted: 1,
        against: { revision: 'main', commit: 'a'.repeat(40), modules: 'present' },
      }),
    );
    expect(text).toContain('1 uncommitted file is part');
    expect(text).toContain('package-lock.json differs');
  });
});
