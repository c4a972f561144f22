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
  ['.github/README.md', 'readme'],
  ['README.zh-CN.md', 'readme'],
  ['UNLICENSE', 'license'],
  ['LICENSE-APACHE', 'license'],
  ['LICENSES/MIT.txt', 'license'],
  ['LICENSES/README.md', 'license'],
  ['licenses/CHANGELOG.md', 'license'],
  ['RELEASE_NOTES.md', 'changelog'],
  ['docs/releases/5.0.txt', 'changelog'],
  ['docs/contributing/index.md', 'contributing'],
])('%s is the %s', (path, name) => {
  expect(found(path)).toEqual({ ...none, [name]: true });
});

test.each([
  'README.md.bak',
  'old-README.md',
  'src/README.md',
  'docs/LICENSE',
  'docs/licenses/LICENSE',
  'LICENSES',
  'CHANGELOG-2020.md',
  'my/docs/CHANGELOG.md',
  'CONTRIBUTING_OLD.md',
  'xgithub/CONTRIBUTING.md',
  'README.',
  'docs/a/b/c/d/CHANGELOG.md',
  'releases/5.0.txt',
  'docs/en/news-of-the-project.md',
])('%s is none', (path) => {
  expect(found(path)).toEqual(none);
});

test.each<[string, readonly string[], string]>([
  [
    'a flat one',
    ['README.md', 'LICENSE', 'HISTORY.md', '.github/CONTRIBUTING.md'],
    'readme license changelog contributing',
  ],
  [
    'reStructuredText in the root',
    ['README.rst', 'LICENSE.txt', 'CHANGES.rst', 'CONTRIBUTING.rst'],
    'readme license changelog contributing',
  ],
  [
    'release notes by version in docs',
    ['README.rst', 'LICENSE', 'CONTRIBUTING.rst', 'docs/releases/5.2.txt'],
    'readme license changelog contributing',
  ],
  [
    'mkdocs',
    ['README.md', 'LICENSE', 'docs/release-notes.md', 'docs/contributing.md'],
    'readme license changelog contributing',
  ],
  [
    'mkdocs in several languages',
    ['README.md', 'LICENSE', 'docs/en/docs/release-notes.md', 'docs/en/docs/contributing.md'],
    'readme license changelog contributing',
  ],
  [
    'sphinx with its sources apart',
    ['README.rst', 'LICENSE', 'docs/source/changelog.rst', 'docs/source/contributing.rst'],
    'readme license changelog contributing',
  ],
  [
    'docs in doc',
    ['README', 'COPYING', 'doc/en/changelog.rst', 'doc/en/contributing.rst'],
    'readme license changelog contributing',
  ],
  [
    "what's new by version in doc",
    ['README.rst', 'COPYING', 'doc/whats_new/v1.5.rst', 'CONTRIBUTING.md'],
    'readme license changelog contributing',
  ],
  [
    'release notes below the sources of sphinx',
    ['README.md', 'LICENSE.txt', 'doc/source/release/2.0-notes.rst', 'CONTRIBUTING.rst'],
    'readme license changelog contributing',
  ],
  [
    'licences by REUSE, a guide of several pages',
    ['README.md', 'LICENSES/MIT.txt', 'CHANGELOG.md', 'docs/contributing/index.md'],
    'readme license changelog contributing',
  ],
  [
    'mkdocs with its sources below those of the theme',
    [
      'README.md',
      'LICENSE.md',
      'docs/src/markdown/about/changelog.md',
      'docs/src/markdown/about/contributing.md',
    ],
    'readme license changelog contributing',
  ],
  [
    'news and hacking',
    ['README.rst', 'LICENCE', 'NEWS', 'HACKING.rst'],
    'readme license changelog contributing',
  ],
  [
    'documents of a package below, which are not those of the repository',
    ['README.md', 'packages/a/LICENSE', 'packages/a/CHANGELOG.md', 'src/docs/contributing.md'],
    'readme',
  ],
])('the documents of a layout: %s', (_name, paths, expected) => {
  const documents = findDocuments(paths.map((path) => ({ path, bytes: 1000 })));
  const names = Object.entries(documents).filter(([, isThere]) => isThere);
  expect(names.map(([name]) => name).join(' ')).toBe(expected);
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
