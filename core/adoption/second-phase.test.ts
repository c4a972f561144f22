import { type JobComparison } from './compare-jobs';
import { dependabotObstacle, workflowFates } from './second-phase';

const file = '.github/workflows/tests.yml';
const text = 'on: push\njobs:\n  test:\n    name: Tests\n    steps: []\n';
const job = (id: string, verdict: JobComparison['verdict']): JobComparison => ({
  file,
  id,
  verdict,
  by: [],
  others: [],
});
const caller = {
  path: '.github/workflows/all.yml',
  text: `on: push\njobs:\n  all:\n    uses: ./${file}\n`,
};

it.each([
  ['when the pipeline does all its jobs', [job('test', 'replaced')], {}, undefined],
  [
    'not while a job is left',
    [job('test', 'replaced'), job('docs', 'kept'), job('js', 'partly')],
    {},
    'the pipeline does not do all of docs, js',
  ],
  [
    'not while protection requires its check',
    [job('test', 'replaced')],
    { required: [{ context: 'Tests', by: 'ruleset main' }] },
    'ruleset main requires its check "Tests"',
  ],
  [
    'when protection requires checks of others',
    [job('test', 'replaced')],
    { required: [{ context: 'Lint', by: 'ruleset main' }] },
    undefined,
  ],
  [
    'not while another workflow calls it',
    [job('test', 'replaced')],
    { workflows: [{ path: file, text }, caller] },
    '.github/workflows/all.yml calls it',
  ],
  [
    'not while it cannot be read and something is required',
    [job('test', 'replaced')],
    { workflows: [{ path: file, text: '{' }], required: [{ context: 'x', by: 'ruleset r' }] },
    'ruleset r requires its check "x"',
  ],
])('a workflow is replaced %s', (_when, jobs, parts, staysBecause) => {
  const facts = { workflows: [{ path: file, text }], required: [], ...parts };
  expect(workflowFates(jobs, facts)).toEqual([{ file, staysBecause, jobs: [] }]);
});

const several = `on: push
jobs:
  lint:
    steps: []
  test:
    name: Tests
    needs: lint
    steps: []
  docs:
    steps: []
  publish:
    needs: [test]
    steps: []
`;
const kept = [job('docs', 'kept'), job('publish', 'kept')];

it.each([
  ['what no job that stays needs', [job('lint', 'replaced'), ...kept], {}, []],
  ['a job whose dependants go too', [], {}, ['lint', 'test'], several.replace('[test]', '[]')],
  [
    'not what protection requires, nor what that needs',
    [],
    { required: [{ context: 'Tests', by: 'ruleset main' }] },
    [],
    several.replace('[test]', '[]'),
  ],
  [
    'nothing while another workflow calls it',
    [],
    { workflows: [{ path: file, text: several.replace('[test]', '[]') }, caller] },
    [],
    several.replace('[test]', '[]'),
  ],
  ['nothing where lines cannot be taken out', [], {}, [], 'on: push\njobs: {lint: {}, docs: {}}\n'],
  ['nothing where it cannot be read', [], {}, [], '{'],
])('of a workflow that stays goes %s', (_what, jobs, parts, going, source = several) => {
  const facts = { workflows: [{ path: file, text: source }], required: [], ...parts };
  const all = jobs.length > 0 ? jobs : [job('lint', 'replaced'), job('test', 'replaced'), ...kept];
  expect(workflowFates(all, facts)).toMatchObject([{ file, jobs: going }]);
});

const dependabot = 'version: 2\nupdates:\n  - package-ecosystem: npm\n    directory: /\n';
it.each([
  ['there is none', undefined, undefined],
  ['it is a list of lines', { path: '.github/dependabot.yml', text: dependabot }, undefined],
  [
    'it has another name',
    { path: '.github/dependabot.yaml', text: dependabot },
    'rename it to .github/dependabot.yml, since GitHub would no longer read it beside that file',
  ],
  [
    'it is a list in brackets',
    { path: '.github/dependabot.yml', text: 'version: 2\nupdates: []\n' },
    'it has under updates no list with one entry a line',
  ],
])('Dependabot’s configuration can get entries, where %s', (_where, found, obstacle) => {
  expect(dependabotObstacle({ dependabot: found })).toBe(obstacle);
});
