import { isUnreadable, readWorkflow } from './read-workflow';
import { type ActionsAllowed, stoppedActions } from './stopped-actions';

const sha = 'a'.repeat(40);
const none: ActionsAllowed = { githubOwned: false, verified: false, patterns: [] };

function stopped(uses: string, allowed: Partial<ActionsAllowed>): boolean {
  const text = `on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: ${uses}\n`;
  const read = readWorkflow('.github/workflows/a.yml', text);
  if (isUnreadable(read)) throw new Error('the workflow of the test cannot be read');
  return stoppedActions([read], { ...none, ...allowed }, 'Acme').length > 0;
}

test.each<[string, string, Partial<ActionsAllowed>, boolean]>([
  ['what no pattern names', `octo/tool@${sha}`, {}, true],
  ['a pattern for every reference', `octo/tool@${sha}`, { patterns: ['octo/tool@*'] }, false],
  ['one of another action', `octo/tool@${sha}`, { patterns: ['octo/tools@*'] }, true],
  ['one whose dot is no wildcard', 'octo/txol@v1', { patterns: ['octo/t.ol@*'] }, true],
  ['one for one reference', 'octo/tool@v2', { patterns: ['octo/tool@v1'] }, true],
  ['one for all of an owner', 'octo/tool/sub@v2', { patterns: ['octo/*'] }, false],
  ['case', 'Octo/Tool@v1', { patterns: ['octo/tool@*'] }, false],
  ['an exclusion', 'octo/tool@v1', { patterns: ['octo/*', '!octo/tool@*'] }, true],
  [
    'an exclusion of what GitHub owns',
    'actions/cache@v4',
    { githubOwned: true, patterns: ['!actions/cache@*'] },
    true,
  ],
  ['what GitHub owns', `actions/checkout@${sha}`, { githubOwned: true }, false],
  ['the same, not allowed', `actions/checkout@${sha}`, {}, true],
  ['a creator who may be verified', 'octo/tool@v1', { verified: true }, false],
  ['the owner’s own', 'acme/tool@v1', {}, false],
  ['an action of the repository', './.github/actions/x', {}, false],
  ['an image', 'docker://alpine:3', {}, false],
])('%s', (_name, uses, allowed, isStopped) => {
  expect(stopped(uses, allowed)).toBe(isStopped);
});
