import { judgeText } from '../../fixtures/judge';
import { artifactPoisoning } from './artifact-poisoning';
import { secretsOutsideEnvironments } from './secrets-outside-environments';

describe('an artifact of another run', () => {
  const job = (...steps: readonly string[]): string =>
    `on: workflow_run\njobs:\n  a:\n    runs-on: x\n    steps:\n${steps.map((step) => `      - ${step}\n`).join('')}`;
  const download = (path?: string): string =>
    `{uses: actions/download-artifact@v8, with: {run-id: "\${{ github.event.workflow_run.id }}"${path === undefined ? '' : `, path: "${path}"`}}}`;
  const CHECKOUT = 'uses: actions/checkout@v7';
  const MAKE = 'run: make';
  test.each<[string, readonly string[], number]>([
    ['over our files', [CHECKOUT, download(), MAKE], 1],
    ['before they come', [download(), CHECKOUT, MAKE], 1],
    ['in the working copy by name', [CHECKOUT, download('${{ github.workspace }}'), MAKE], 1],
    ['in its root', [CHECKOUT, download('./'), MAKE], 1],
    ['in a folder of its own', [CHECKOUT, download('report'), MAKE], 0],
    ['outside', [CHECKOUT, download('${{ runner.temp }}/x'), MAKE], 0],
    ['where nothing runs after it', [CHECKOUT, MAKE, download()], 0],
    ['where none of our files are', [download(), MAKE], 0],
    ['before an action of ours', [CHECKOUT, download(), 'uses: ./.github/actions/x'], 1],
    ['of this run', [CHECKOUT, '{uses: actions/download-artifact@v8}', MAKE], 0],
    ['by gh', [CHECKOUT, 'run: gh run download "$ID"', MAKE], 1],
    ['by gh into a folder', [CHECKOUT, 'run: gh run download "$ID" --dir report', MAKE], 0],
    [
      'by the other action',
      [CHECKOUT, '{uses: dawidd6/action-download-artifact@v9, with: {run_id: 1}}', MAKE],
      1,
    ],
  ])('%s: %d findings', (_, steps, count) => {
    expect(judgeText(artifactPoisoning, job(...steps))).toHaveLength(count);
  });

  test('is trusted where only our own runs upload', () => {
    const text = job(CHECKOUT, download(), MAKE).replace('on: workflow_run', 'on: push');
    expect(judgeText(artifactPoisoning, text)).toEqual([]);
  });
});

describe('a secret', () => {
  const job = (step: string, more = ''): string =>
    `on: push\njobs:\n  a:\n    runs-on: x\n${more}    steps:\n      - ${step}\n`;
  const found = (name: string) => `job a reads the secret ${name} without an environment`;
  test.each<[string, string, object, readonly string[]]>([
    ['in env', job('{run: x, env: {A: "${{ secrets.KEY }}"}}'), {}, [found('KEY')]],
    ['in an input', job('{uses: a/b@v1, with: {k: "${{ secrets.Key }}"}}'), {}, [found('KEY')]],
    ['in a script', job('run: x ${{ secrets.KEY }} ${{ secrets.KEY }}'), {}, [found('KEY')]],
    ['of the job', job('run: x', '    env: {A: "${{ secrets.KEY }}"}\n'), {}, [found('KEY')]],
    ['of two', job('run: x ${{ secrets.A }} ${{ secrets.B }}'), {}, [found('A'), found('B')]],
    ['of an environment', job('run: x ${{ secrets.KEY }}', '    environment: release\n'), {}, []],
    ['that is the token', job('run: x ${{ secrets.GITHUB_TOKEN }}'), {}, []],
    ['that is allowed', job('run: x ${{ secrets.KEY }}'), { allow: ['key'] }, []],
    ['that is only compared', job("run: x ${{ secrets.KEY == '' }}"), {}, []],
    [
      'that is passed to a workflow',
      'on: push\njobs:\n  a:\n    uses: ./.github/workflows/x.yml\n    secrets: {K: "${{ secrets.KEY }}"}\n',
      {},
      [],
    ],
  ])('%s', (_, text, settings, expected) => {
    const said = judgeText(secretsOutsideEnvironments, text, settings);
    expect(said.map((line) => line.replace(/^\S+ /, ''))).toEqual(expected);
  });
});
