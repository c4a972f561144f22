import { judgeCommit } from '../../fixtures/judge';
import { calledWorkflows } from '../pipeline/called-workflows';
import { pinnedActions } from '../pipeline/pinned-actions';
import { cachePoisoning } from './cache-poisoning';
import { compromisedActions } from './compromised-actions';
import { githubEnv } from './github-env';
import { persistedCredentials } from './persisted-credentials';
import { templateInjection } from './template-injection';
import { unpinnedImages } from './unpinned-images';

const CI = '.github/workflows/ci.yml';
const CALLED = '.github/workflows/called.yml';

describe('a composite action', () => {
  const action = (step: string): string =>
    `inputs: {name: {}}\nruns:\n  using: composite\n  steps:\n    - ${step}\n`;
  test.each([
    [pinnedActions, 'uses: a/b@v1', 'action.yml:5:13 a/b@v1 is not pinned to a full commit'],
    [
      persistedCredentials,
      'uses: actions/checkout@v7',
      'action.yml:5:13 the action leaves its token on disk after the checkout',
    ],
    [
      templateInjection,
      'run: echo "${{ inputs.name }}"',
      'action.yml:5:18 script contains ${{ inputs.name }}, whose text is not constant',
    ],
    [
      templateInjection,
      'run: echo "${{ github.event.issue.title }}"',
      'action.yml:5:18 script contains ${{ github.event.issue.title }}, whose text an outsider controls',
    ],
    [
      githubEnv,
      'run: echo "NAME=$NAME" >> "$GITHUB_ENV"',
      'action.yml:5:12 computed text is written to the environment of later steps',
    ],
    [
      unpinnedImages,
      'uses: docker://alpine:3',
      'action.yml:5:13 image alpine:3 is not pinned by digest',
    ],
  ])('is judged by $name', (rule, step, expected) => {
    expect(judgeCommit(rule, { 'action.yml': action(step) })).toEqual([expected]);
  });

  test('of Docker names an image', () => {
    const image = (name: string) => ({ 'action.yml': `runs: {using: docker, image: "${name}"}\n` });
    expect(judgeCommit(unpinnedImages, image('docker://alpine:3'))).toEqual([
      'action.yml:1:30 image alpine:3 is not pinned by digest',
    ]);
    expect(judgeCommit(unpinnedImages, image('Dockerfile'))).toEqual([]);
    expect(judgeCommit(unpinnedImages, image(`docker://a@sha256:${'0'.repeat(64)}`))).toEqual([]);
  });
});

describe('a call', () => {
  const called = (on: string, permissions = '{}'): string =>
    `on: {${on}}\njobs: {a: {runs-on: x, permissions: ${permissions}, steps: [{run: make}]}}\n`;
  const call = (text: string, top = 'permissions: {}'): string =>
    `on: push\n${top}\njobs:\n  a:\n    uses: ./.github/workflows/called.yml\n${text}`;
  const PLAIN = 'workflow_call: {}';
  test.each([
    ['fits', call(''), called(PLAIN), []],
    [
      'of what is not made for it',
      call(''),
      called('push: {}'),
      ['5:11 .github/workflows/called.yml cannot be called: it has no workflow_call'],
    ],
    [
      'without a required input',
      call(''),
      called('workflow_call: {inputs: {x: {required: true}}}'),
      ['5:11 the called workflow requires the input x'],
    ],
    [
      'with one of another case',
      call('    with: {X: 1}\n'),
      called('workflow_call: {inputs: {x: {required: true}}}'),
      [],
    ],
    [
      'with an unknown input',
      call('    with: {y: 1}\n'),
      called('workflow_call: {inputs: {x: {}}}'),
      ['6:12 the called workflow has no input y'],
    ],
    [
      'without a required secret',
      call(''),
      called('workflow_call: {secrets: {k: {required: true}}}'),
      ['5:11 the called workflow requires the secret k'],
    ],
    [
      'with all secrets',
      call('    secrets: inherit\n'),
      called('workflow_call: {secrets: {k: {required: true}}}'),
      [],
    ],
    [
      'with too few rights',
      call(''),
      called(PLAIN, '{contents: read}'),
      ['5:11 .github/workflows/called.yml needs contents: read, and the job has contents: none'],
    ],
    [
      'with the rights of its job',
      call('    permissions: {contents: write}\n'),
      called(PLAIN, '{contents: read}'),
      [],
    ],
    ['with rights that are not known', call('', ''), called(PLAIN, '{contents: write}'), []],
    [
      'with read-all',
      call('', 'permissions: read-all'),
      called(PLAIN, '{contents: write}'),
      ['5:11 .github/workflows/called.yml needs contents: write, and the job has contents: read'],
    ],
  ])('%s', (_, text, target, expected) => {
    expect(judgeCommit(calledWorkflows, { [CI]: text, [CALLED]: target })).toEqual(
      expected.map((item) => `${CI}:${item}`),
    );
  });
});

describe('with a lockfile', () => {
  const SHA = 'a'.repeat(40);
  const uses = (action: string): string =>
    `on: push\njobs: {a: {runs-on: x, steps: [{uses: "${action}"}]}}\n`;
  const lock = (key: string, commit = SHA): string =>
    `workflows: {${CI}: []}\ndependencies: {"${key}": {commit: sha1-${commit}}}\n`;
  const files = (action: string, text: string) => ({
    [CI]: uses(action),
    '.github/workflows/actions.lock': text,
  });

  test('an action by its tag is pinned', () => {
    expect(judgeCommit(pinnedActions, files('a/b@v1', lock('a/b@v1')))).toEqual([]);
    expect(judgeCommit(pinnedActions, files('a/b@v1', lock('a/b@v2')))).toHaveLength(1);
  });

  test('the locked commit tells whether it is a compromised one', () => {
    const action = 'tj-actions/changed-files@v45';
    expect(judgeCommit(compromisedActions, files(action, lock(action)))).toEqual([]);
    const bad = lock(action, '0e58ed8671d6b60d0890c21b07f8835ace038e67');
    expect(judgeCommit(compromisedActions, files(action, bad))).toHaveLength(1);
  });
});

describe('cache-mode', () => {
  const cached = (on: string, top: string, job = ''): Readonly<Record<string, string>> => ({
    [CI]: `on: ${on}\n${top}\njobs:\n  a:\n    runs-on: x\n${job}    steps:\n      - uses: actions/cache@v5\n`,
  });
  test.each([
    ['restores by default', 'release', '', '', 1],
    ['restores nothing', 'release', 'cache-mode: none', '', 0],
    ['only saves', 'release', '', '    cache-mode: write-only\n', 0],
    ['of the job wins', 'release', 'cache-mode: none', '    cache-mode: read\n', 1],
    ['writes for outsiders', 'issue_comment', 'cache-mode: write', '', 1],
    ['reads for outsiders', 'issue_comment', 'cache-mode: read', '', 0],
    ['writes on a push', 'push', 'cache-mode: write', '', 0],
  ])('%s', (_, on, top, job, count) => {
    expect(judgeCommit(cachePoisoning, cached(on, top, job))).toHaveLength(count);
  });
});
