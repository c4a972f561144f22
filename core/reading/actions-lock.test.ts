import { lockedCommit, readActionsLock } from './actions-lock';
import { isUnreadable, readWorkflow } from './read-workflow';

const LOCK = `version: 'v0.0.2'
workflows:
    '.github/workflows/ci.yml':
        - 'actions/checkout@v7'
dependencies:
    'actions/checkout@v7':
        ref: 'v7.0.1'
        commit: 'sha1-3D3C42E5AAC5BA805825DA76410C181273BA90B1'
        owner_id: 44036562
        repo_id: 197814629
    'acme/tools@v1':
        ref: 'v1'
        commit: 'sha1-${'a'.repeat(40)}'
        uses:
            - 'actions/checkout@v7'
`;

function commitOf(uses: string, path = '.github/workflows/ci.yml'): string | undefined {
  const lock = readActionsLock(LOCK);
  const text = `on: push\njobs: {a: {runs-on: x, steps: [{uses: "${uses}"}]}}\n`;
  const workflow = readWorkflow(path, text);
  if (lock === undefined || isUnreadable(workflow)) throw new Error('not readable');
  const [step] = workflow.jobs[0]?.steps ?? [];
  return step?.uses && lockedCommit({ path, lock }, step.uses);
}

test.each([
  ['actions/checkout@v7', '3d3c42e5aac5ba805825da76410c181273ba90b1'],
  ['Actions/Checkout@v7', '3d3c42e5aac5ba805825da76410c181273ba90b1'],
  ['acme/tools/sub/folder@v1', 'a'.repeat(40)],
  ['actions/checkout@v6', undefined],
  ['./local', undefined],
  ['docker://alpine', undefined],
])('%s is locked to %s', (uses, commit) => {
  expect(commitOf(uses)).toBe(commit);
});

test('a workflow that is not onboarded is not locked', () => {
  expect(commitOf('actions/checkout@v7', '.github/workflows/other.yml')).toBeUndefined();
});

test.each(['[', 'dependencies: {a: {commit: [1]}}', '- a'])('%s is not a lockfile', (text) => {
  expect(readActionsLock(text)).toBeUndefined();
});
