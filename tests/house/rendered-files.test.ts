import { version } from '../../package.json';
import { textOf } from './project-files';
import {
  allFiles,
  changedPaths,
  digests,
  namedPaths,
  type Released,
  samples,
  sampleText,
} from './rendered-files';

/*
 * A change of what is rendered shows in tests/house/rendered, where a review sees it, and has an entry in the changelog.
 */

const remedy = 'run npx tsx tools/generate-rendered-files.ts, and look at the difference';
const rendered = allFiles();
const sampleTexts = samples.map(
  (name) => [name, sampleText(rendered.get(name) ?? new Map())] as const,
);

test.each(sampleTexts)(
  `%s is rendered as it was last looked at; otherwise ${remedy}`,
  (name, text) => {
    expect(textOf(`tests/house/rendered/${name}.txt`)).toBe(text);
  },
);

test('the changelog names each file that is rendered differently since the last release, and no other', () => {
  const released = JSON.parse(textOf('tests/house/rendered/released.json')) as Released;
  const section = released.version === version ? 'Unreleased' : version;
  const now = Object.fromEntries(
    [...rendered].map(([name, files]) => [name, digests(files)] as const),
  );
  expect(namedPaths(textOf('CHANGELOG.md'), section)).toEqual(changedPaths(released.files, now));
});

test('entries are read from the section of one version only', () => {
  const changelog = [
    '# Changelog',
    '## Unreleased',
    'Text with `not.yml`.',
    '### Rendered files',
    '- `b.yml`: one step less.',
    '- `c.yml` and `a.mk`: wording, as in `d.yml`.',
    '### Other',
    '- `no.yml`: no.',
    '## 0.1.0',
    '### Rendered files',
    '- `old.yml`: new.',
    '',
  ].join('\n');
  expect(namedPaths(changelog, 'Unreleased')).toEqual(['a.mk', 'b.yml', 'c.yml']);
  expect(namedPaths(changelog, '0.1.0')).toEqual(['old.yml']);
  expect(namedPaths(changelog, '0.2.0')).toEqual([]);
});

test('a file that is new, gone or different in one repository has changed; a repository that is new has not', () => {
  const files = { one: { a: '1', b: '2', c: '3' }, two: { d: '4' } };
  expect(changedPaths(files, files)).toEqual([]);
  expect(
    changedPaths(files, { one: { a: '1', b: '0', e: '5' }, two: { d: '4' }, three: { f: '6' } }),
  ).toEqual(['b', 'c', 'e']);
});
