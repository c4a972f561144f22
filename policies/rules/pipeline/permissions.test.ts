import { judgeText, oneJob, oneJobOf } from '../../fixtures/judge';
import { jobPermissions } from './job-permissions';
import { topLevelPermissions } from './top-level-permissions';

const make = ['steps:', '  - run: make'];
const second = '  b:\n    runs-on: ubuntu-24.04\n    steps: []\n';

describe('top-level-permissions', () => {
  const of = (permissions: string) => oneJob(make, { top: [`permissions: ${permissions}`] });
  const none = ['1:1 the workflow has no top-level permissions'];
  const perJob = oneJob(['permissions: {}', ...make]);
  test.each<[string, string, readonly string[]]>([
    ['none at all', of('{}'), []],
    ['reading', of('{ contents: read, packages: none }'), []],
    ['nothing said', oneJob(make), none],
    [
      'writing',
      of('{ contents: write, checks: read, issues: write }'),
      [
        '2:16 top-level permissions give every job contents: write',
        '2:47 top-level permissions give every job issues: write',
      ],
    ],
    ['write-all', of('write-all'), ['2:14 top-level permissions are write-all']],
    ['read-all', of('read-all'), ['2:14 top-level permissions are read-all']],
    ['a right that only the run knows', of('{ contents: "${{ inputs.right }}" }'), []],
    ['said by every job', perJob, []],
    ['said by one of two jobs', perJob + second, none],
    ['no jobs', 'on: push\njobs: {}\n', none],
    ['a workflow that is only called', oneJob(make, { on: 'workflow_call' }), []],
    [
      'a workflow that is called and also runs by itself',
      oneJob(make, { on: '[workflow_call, push]' }),
      none,
    ],
    ['a workflow without a trigger', oneJob(make, { on: '[]' }), none],
  ])('%s', (_name, text, expected) => {
    expect(judgeText(topLevelPermissions, text)).toEqual(expected);
  });
});

describe('job-permissions', () => {
  const allowed = (scope: string, steps: readonly string[], on = 'push', job: string[] = []) =>
    oneJob(
      [`permissions: { ${scope}: write }`, ...job, 'steps:', ...steps.map((step) => `  ${step}`)],
      { on },
    );
  const idle = (scope: string) => [
    `5:20 job a may write ${scope}, but none of its steps uses a token`,
  ];
  const script = ['- run: make'];
  const checkout = '- uses: actions/checkout@v7';
  test.each<[string, string, readonly string[]]>([
    ['nothing said', oneJobOf(script), []],
    ['nothing', oneJob(['permissions: {}', ...make]), []],
    ['reading', oneJob(['permissions: { contents: read }', ...make]), []],
    [
      'write-all',
      oneJob(['permissions: write-all', ...make]),
      ['5:18 job a has permissions write-all'],
    ],
    [
      'read-all',
      oneJob(['permissions: read-all', ...make]),
      ['5:18 job a has permissions read-all'],
    ],
    ['a right that nothing uses', allowed('contents', script), idle('contents')],
    ['the same in a pull request', allowed('issues', script, 'pull_request'), idle('issues')],
    ['the same on a schedule, where no stranger is', allowed('issues', script, 'schedule'), []],
    [
      'two rights of which one is only read',
      oneJob(['permissions: { issues: write, checks: read }', ...make]),
      idle('issues'),
    ],
    [
      'a job that hands its rights to a called workflow',
      'on: push\njobs:\n  a:\n    permissions: { contents: write }\n    uses: ./.github/workflows/b.yml\n',
      [],
    ],
    [
      'a right that only the run knows',
      oneJob(['permissions: { issues: "${{ inputs.right }}" }', ...make]),
      [],
    ],
  ])('%s', (_name, text, expected) => {
    expect(judgeText(jobPermissions, text)).toEqual(expected);
  });

  test.each<[string, string, readonly string[]]>([
    [
      'a scanner that uploads nothing',
      'aquasecurity/trivy-action@v0.36.0',
      idle('security-events'),
    ],
    ['the local action', './.github/gatehouse/action', idle('security-events')],
    ['an upload', 'github/codeql-action/upload-sarif@v4', []],
    ['an action that may upload by itself', 'acme/scanner@v1', []],
  ])('security-events beside %s', (_name, action, expected) => {
    const text = allowed('security-events', [`- uses: ${action}`]);
    expect(judgeText(jobPermissions, text)).toEqual(expected);
  });

  test.each<[string, readonly string[], readonly string[]]>([
    ['a token by the name of a variable', ['- run: make', '  env: { MY_TOKEN: x }'], []],
    ['a token by the name of an input', [checkout, '  with: { token: x }'], []],
    [
      'the token of the run as a value',
      ['- run: make', '  env: { AUTH: "${{ github.token }}" }'],
      [],
    ],
    ['a secret as a value', ['- run: make', '  env: { AUTH: "${{ secrets.BOT }}" }'], []],
    ['a secret as an input', [checkout, '  with: { ssh-key: "${{ secrets.BOT }}" }'], []],
    ['a secret in capitals', ['- run: make', '  env: { AUTH: "${{ SECRETS.BOT }}" }'], []],
    ['a secret in capitals in a script', ['- run: "curl -H ${{ SECRETS.BOT }}"'], []],
    ['an input that is no token', [checkout, '  with: { path: x }'], idle('issues')],
    ['the token in a script', ['- run: "curl -H ${{ github.token }}"'], []],
    ['a secret in a script', ['- run: "curl -H ${{ secrets.BOT }}"'], []],
    ['a push', ['- run: git push origin main'], []],
    ['a request for an identity', ['- run: curl $ACTIONS_ID_TOKEN_REQUEST_URL'], []],
    ['an action that may take the token by itself', ['- uses: acme/label@v1'], []],
    ['an action of its own', ['- uses: ./label'], []],
    ['a variable that is no token', ['- run: make', '  env: { AUTH: x }'], idle('issues')],
    ['a script that speaks of a push', ['- run: echo git pushed'], idle('issues')],
    ['no steps', [], idle('issues')],
  ])('a right to write issues and %s', (_name, steps, expected) => {
    expect(judgeText(jobPermissions, allowed('issues', steps))).toEqual(expected);
  });

  test.each<[string, string, readonly string[]]>([
    ['issues', 'actions/checkout@v7', idle('issues')],
    ['contents', 'actions/checkout@v7', []],
    ['issues', 'Actions/Setup-Python@v7', idle('issues')],
    ['issues', 'actions/cache@v5', idle('issues')],
    ['issues', 'actions/cache/restore@v5', idle('issues')],
    ['issues', 'actions/upload-artifact@v5', idle('issues')],
    ['issues', 'actions/download-artifact@v5', idle('issues')],
    ['issues', 'actions/stale@v9', []],
    ['issues', 'acme/actions/checkout@v7', []],
  ])('a right to write %s in a job of %s', (scope, action, expected) => {
    expect(judgeText(jobPermissions, allowed(scope, [`- uses: ${action}`]))).toEqual(expected);
  });

  test.each<[string, readonly string[]]>([
    ['GH_AUTH', []],
    ['DEPLOY_TOKEN', []],
    ['HIGH', idle('issues')],
  ])('a variable %s of the job', (name, expected) => {
    const text = allowed('issues', script, 'push', [`env: { ${name}: x }`]);
    expect(judgeText(jobPermissions, text)).toEqual(expected);
  });

  test('a scope of the settings needs no known use', () => {
    const text = allowed('issues', script);
    expect(judgeText(jobPermissions, text, { allowed: ['issues'] })).toEqual([]);
    expect(judgeText(jobPermissions, text, { allowed: ['checks'] })).toEqual(idle('issues'));
  });
});
