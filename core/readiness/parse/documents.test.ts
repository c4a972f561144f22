import { findDocuments, shortestDocument } from './documents';

const none = { readme: false, license: false, changelog: false, contributing: false };
const found = (path: string, bytes = 1000) => findDocuments([{ path, bytes }]);

test.each([
  ['README.md', 'readme'],
  ['readme', 'readme'],
  ['docs/README.rst', 'readme'],
  ['LICENSE', 'license'],
  ['LICENCE.txt', 'license'],
  ['COPYING', 'license'],
  ['CHANGELOG.md', 'changelog'],
  ['CHANGES.rst', 'changelog'],
  ['HISTORY.md', 'changelog'],
  ['docs/news.md', 'changelog'],
  ['CONTRIBUTING.md', 'contributing'],
  ['docs/contributing.rst', 'contributing'],
  ['.github/CONTRIBUTING.md', 'contributing'],
])('%s is the %s', (path, name) => {
  expect(found(path)).toEqual({ ...none, [name]: true });
});

test.each([
  'README.md.bak',
  'old-README.md',
  'src/README.md',
  '.github/README.md',
  'docs/LICENSE',
  'LICENSES',
  'unlicense',
  'CHANGELOG-2020.md',
  'my/docs/CHANGELOG.md',
  'CONTRIBUTING_OLD.md',
  'xgithub/CONTRIBUTING.md',
  'README.',
])('%s is none', (path) => {
  expect(found(path)).toEqual(none);
});

test('an empty file is a placeholder', () => {
  expect(shortestDocument).toBe(100);
  expect(found('README.md', 99)).toEqual(none);
  expect(found('README.md', 100)).toEqual({ ...none, readme: true });
});

test('one of several files is enough', () => {
  const files = [
    { path: 'README', bytes: 0 },
    { path: 'README.md', bytes: 500 },
    { path: 'LICENSE', bytes: 500 },
  ];
  expect(findDocuments(files)).toEqual({ ...none, readme: true, license: true });
  expect(findDocuments([])).toEqual(none);
});
