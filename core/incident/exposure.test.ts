import { exposures, type SeenRun } from './exposure';
import { movedText } from './move-uses';
import { readSuspect } from './suspect';

const suspect = readSuspect('evil/action') ?? { repository: '', at: undefined };
const workflow = (...uses: readonly string[]): string =>
  `on: push\njobs:\n  a:\n    steps:\n${uses.map((one) => `      - uses: ${one}\n`).join('')}`;
const run = (id: number, sha: string, path = '.github/workflows/ci.yml'): SeenRun => ({
  id,
  path,
  event: 'push',
  sha,
  startedAt: `2026-03-0${id}T00:00:00Z`,
  url: `https://example.com/${id}`,
});
const files =
  (tree: Readonly<Record<string, string>>) =>
  (sha: string, path: string): string | undefined =>
    tree[`${sha}:${path}`];

it('counts runs by what they used, with the first and the last', () => {
  const at = files({
    'one:.github/workflows/ci.yml': workflow('evil/action@v1', 'good/action@v1'),
    'two:.github/workflows/ci.yml': workflow('good/action@v1'),
  });
  const runs = [4, 3, 2, 1].map((id) => run(id, 'one')).concat(run(5, 'two'), run(6, 'missing'));
  expect(exposures(suspect, runs, at)).toEqual([
    {
      workflow: '.github/workflows/ci.yml',
      file: '.github/workflows/ci.yml',
      uses: 'evil/action@v1',
      certainty: 'used',
      runs: 4,
      first: '2026-03-01T00:00:00Z',
      last: '2026-03-04T00:00:00Z',
      urls: ['https://example.com/1', 'https://example.com/2', 'https://example.com/3'],
    },
  ]);
});

it('follows actions and workflows of the same commit, also in a circle', () => {
  const at = files({
    'one:.github/workflows/ci.yml':
      'on: push\njobs:\n  a:\n    uses: ./.github/workflows/called.yml\n',
    'one:.github/workflows/called.yml': workflow('./.github/actions/own'),
    'one:.github/actions/own/action.yaml':
      'runs:\n  using: composite\n  steps:\n    - uses: evil/action/sub@v2\n    - uses: ./.github/actions/own\n',
  });
  expect(exposures(suspect, [run(1, 'one')], at)).toMatchObject([
    { file: '.github/actions/own/action.yaml', uses: 'evil/action/sub@v2', runs: 1 },
  ]);
});

it('puts what is certain first', () => {
  const some = readSuspect('evil/action@v2.1.0') ?? suspect;
  const at = files({
    'one:.github/workflows/ci.yml': workflow('evil/action@v2'),
    'two:.github/workflows/ci.yml': workflow('evil/action@v2.1.0'),
  });
  const found = exposures(some, [run(1, 'one'), run(2, 'two')], at);
  expect(found.map(({ certainty, uses }) => `${certainty} ${uses}`)).toEqual([
    'used evil/action@v2.1.0',
    'possible evil/action@v2',
  ]);
});

const sha = 'c'.repeat(40);
it.each<[string, string, string | undefined]>([
  [
    'a tag, with the version as a comment',
    workflow('evil/action@v1 # v1', 'good/action@v1 # v1'),
    workflow(`safe/action@${sha} # v9`, 'good/action@v1 # v1'),
  ],
  ['quotes and paths', workflow("'evil/action/sub@v1'"), workflow(`'safe/action/sub@${sha}' # v9`)],
  ['nothing to move', workflow('good/action@v1'), undefined],
  [
    'a line that goes on',
    'on: push\njobs: {a: {steps: [{uses: evil/action@v1, with: {x: 1}}]}}\n',
    `on: push\njobs: {a: {steps: [{uses: safe/action@${sha}, with: {x: 1}}]}}\n`,
  ],
  ['no workflow', '[', undefined],
])('moves away: %s', (_, before, after) => {
  const by = { uses: `safe/action@${sha}`, version: 'v9' };
  expect(movedText('.github/workflows/ci.yml', before, suspect, by)).toBe(after);
  if (after !== undefined)
    expect(movedText('.github/workflows/ci.yml', after, suspect, by)).toBeUndefined();
});
