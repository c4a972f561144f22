import { codeOwnersBlock, hasNoRule } from './code-owners';
import { gatePath } from './gate-paths';
import { mayHoldSettings } from './tool-settings';

const lines = codeOwnersBlock(['@acme/platform', '@olga']).split('\n');
const rules = lines.filter((line) => !line.startsWith('#')).map((line) => line.split(' '));

test('every rule names all owners, and a path that is part of the gate', () => {
  expect(rules.length).toBeGreaterThan(20);
  for (const [pattern = '', ...owners] of rules) {
    expect(owners).toEqual(['@acme/platform', '@olga']);
    const path = pattern.replace(/^\/|\/$/g, '');
    expect(gatePath(path) !== undefined || mayHoldSettings(path)).toBe(true);
  }
});

test.each([
  '/.github/',
  '/CODEOWNERS',
  '/docs/CODEOWNERS',
  'pyproject.toml',
  'setup.cfg',
  'ruff.toml',
  '.coveragerc',
])('%s has owners', (pattern) => {
  expect(rules.map(([one]) => one)).toContain(pattern);
});

test.each([
  ['', true],
  ['\n# note\r\n   \n', true],
  ['# note\n/docs/ @dana\n', false],
  // A rule without owners takes paths over too: then nobody owns them.
  ['*\n', false],
  ['  * @eve', false],
])('%j has no rule: %s', (text, expected) => {
  expect(hasNoRule(text)).toBe(expected);
});
