import { bandNames } from '../policy';
import { componentIds } from '../score';
import { renderBadge } from './badge';
import { bandWords, componentWords, scopeNote, signed } from './words';

test.each([
  [1.24, '+1.2'],
  [-0.5, '-0.5'],
  [0, '±0'],
  [0.04, '±0'],
  [-0.04, '±0'],
  [0.05, '+0.1'],
  [-10, '-10'],
])('a change of %d is %s', (value, text) => {
  expect(signed(value)).toBe(text);
});

test('each band and component has its words', () => {
  expect(bandNames.map((band) => `${bandWords[band].mark} ${bandWords[band].text}`)).toEqual([
    '✅ Excellent - Ship it!',
    '✅ Good - Minor improvements needed',
    '⚠️ Fair - Address issues',
    '❌ Poor - Not ready for release',
  ]);
  expect(componentIds.map((id) => componentWords[id])).toEqual([
    'CI pass rate',
    'Test coverage',
    'Security',
    'Code quality',
  ]);
});

test.each([
  ['excellent', 'brightgreen'],
  ['good', 'green'],
  ['fair', 'yellow'],
  ['poor', 'red'],
] as const)('the badge of %s is %s', (band, color) => {
  expect(renderBadge({ value: 89.5, band })).toEqual({
    schemaVersion: 1,
    label: 'readiness',
    message: '89.5 %',
    color,
  });
});

test.each<[string, Parameters<typeof scopeNote>[0], readonly string[]]>([
  ['one project', undefined, []],
  [
    'one at the root, and one below it',
    { directory: '.', others: ['docs/site'] },
    [
      'Coverage, security and code quality are those of the project at the root. Of the project in <docs/site> the outcome of the jobs counts, in the CI pass rate.',
    ],
  ],
  [
    'several in directories',
    { directory: 'api', others: ['web', 'worker'] },
    [
      'Coverage, security and code quality are those of the project in <api>. Of the 2 projects in <web>, <worker> the outcome of the jobs counts, in the CI pass rate.',
    ],
  ],
])('which projects are scored of %s', (_name, scope, expected) => {
  expect(scopeNote(scope, (directory) => `<${directory}>`)).toEqual(expected);
});
