import { certaintyOf, readSuspect } from './suspect';

const bad = '0'.repeat(39) + 'b';
const other = 'a'.repeat(40);

it.each<[string, ReturnType<typeof readSuspect>]>([
  ['tj-actions/Changed-Files', { repository: 'tj-actions/changed-files', at: undefined }],
  ['a/b@v4', { repository: 'a/b', at: 'v4' }],
  ['a/b/sub@v4', { repository: 'a/b', at: 'v4' }],
  [`a/b@${bad}`, { repository: 'a/b', at: bad }],
  ['./local', undefined],
  ['b', undefined],
  ['docker://alpine', undefined],
])('reads %s', (text, expected) => {
  expect(readSuspect(text)).toEqual(expected);
});

it.each<[string, string | undefined, string, string | undefined, string | undefined]>([
  ['every one', undefined, `a/b@${other}`, undefined, 'used'],
  ['another action', undefined, `a/c@${bad}`, undefined, undefined],
  ['the bad commit', bad, `A/B@${bad.toUpperCase()}`, undefined, 'used'],
  ['a path inside', bad, `a/b/restore@${bad}`, undefined, 'used'],
  ['another commit', bad, `a/b@${other}`, 'v4', undefined],
  ['a tag that may have pointed at it', bad, 'a/b@v4', undefined, 'possible'],
  ['a branch that may have', bad, 'a/b@main', undefined, 'possible'],
  ['the bad tag', 'v4.1.2', 'a/b@v4.1.2', undefined, 'used'],
  ['another tag', 'v4.1.2', 'a/b@v4.1.1', undefined, undefined],
  ['the major tag above it', 'v4.1.2', 'a/b@v4', undefined, 'possible'],
  ['a tag that only begins like it', 'v41', 'a/b@v4', undefined, undefined],
  ['a branch', 'v4.1.2', 'a/b@main', undefined, 'possible'],
  ['a commit whose comment names the tag', 'v4.1.2', `a/b@${other}`, 'v4.1.2', 'possible'],
  ['a commit whose comment names another', 'v4.1.2', `a/b@${other}`, 'v4.1.1', undefined],
])('%s', (_, at, uses, comment, expected) => {
  expect(certaintyOf({ repository: 'a/b', at }, uses, comment)).toBe(expected);
});
