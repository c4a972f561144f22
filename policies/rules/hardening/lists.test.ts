import { judgeText } from '../../fixtures/judge';
import { archivedActions as archivedList, lists, runnerImages } from '../lists';
import { secretPatterns } from '../repository/secret-patterns';
import { actionRuntimes } from './action-runtimes';
import { archivedActions } from './archived-actions';
import { cachePoisoning } from './cache-poisoning';
import { retiredRunners } from './retired-runners';

const job = (runsOn: string, extra = ''): string =>
  `on: push\njobs:\n  a:\n    runs-on: ${runsOn}\n${extra}    steps:\n      - run: make\n`;

describe('an image of a runner', () => {
  test.each<[string, string, string, readonly string[]]>([
    ['is removed', 'ubuntu-20.04', '', ['removed on 2025-04-15']],
    ['in any case, of any size', 'macOS-13-xlarge', '', ['removed on 2025-12-08']],
    ['has an end', 'ubuntu-22.04', '', ['removes on 2027-04-17']],
    ['is current', 'ubuntu-24.04', '', []],
    ['moves', 'ubuntu-latest', '', []],
    [
      'comes from a matrix',
      '${{ matrix.os }}',
      '    strategy: {matrix: {os: [ubuntu-24.04, windows-2019]}}\n',
      ['removed on 2025-06-30'],
    ],
  ])('%s', (_, label, matrix, expected) => {
    const said = judgeText(retiredRunners, job(label, matrix));
    expect(said.map((line) => line.split(' which GitHub ')[1])).toEqual(expected);
  });
});

test.each([
  ['node16', 1],
  ['Node20', 1],
  ['node24', 0],
  ['composite', 0],
])('an action that runs on %s: %d findings', (using, count) => {
  const text = `runs:\n  using: ${using}\n  main: index.js\n`;
  expect(judgeText(actionRuntimes, text, {}, 'action.yml')).toHaveLength(count);
});

test('every archived action is found, with what took its place where something did', () => {
  for (const name of Object.keys(archivedList.actions)) {
    const text = job('x').replace('run: make', `uses: ${name.toUpperCase()}/path@v1`);
    expect(judgeText(archivedActions, text)).toHaveLength(1);
  }
});

test('an attestation publishes, a look-alike does not', () => {
  const steps = (action: string): string =>
    job('x').replace('run: make', `uses: actions/cache@v5\n      - uses: ${action}@v2`);
  expect(judgeText(cachePoisoning, steps('actions/attest-build-provenance'))).toHaveLength(1);
  expect(judgeText(cachePoisoning, steps('actions/attest-nothing'))).toHaveLength(0);
});

test.each([
  ['mozilla-actions/sccache-action', '', 1],
  ['ramsey/composer-install', '', 1],
  ['ramsey/composer-install', 'with: {ignore-cache: "yes"}', 0],
  ['actions/setup-dotnet', '', 0],
  ['actions/setup-dotnet', 'with: {cache: true}', 1],
])('a release with %s %s: %d caches', (action, inputs, count) => {
  const text = job('x')
    .replace('on: push', 'on: release')
    .replace('run: make', `uses: ${action}@v1\n        ${inputs}`);
  expect(judgeText(cachePoisoning, text)).toHaveLength(count);
});

test('a credential in a file is found by its place, and never printed', () => {
  const token = `ghp_${'a'.repeat(36)}`;
  const file = job('x').replace('make', `curl -H "token ${token}"`);
  const found =
    secretPatterns.scope === 'resource'
      ? secretPatterns.checkFile?.({ path: '.github/workflows/ci.yml', text: file })
      : undefined;
  expect(found).toMatchObject([{ line: 6, column: 29 }]);
  expect(JSON.stringify(found)).not.toContain(token);
});

test('no list is from another day than one that has been', () => {
  expect(lists.length).toBeGreaterThan(5);
  for (const { updated } of lists)
    expect(Date.parse(updated)).toBeLessThan(Date.now() + 86_400_000);
  const labels = runnerImages.images.map(({ label }) => label);
  expect(new Set(labels).size).toBe(labels.length);
});
