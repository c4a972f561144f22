import { judgeText, oneJob, oneJobOf, repaired } from '../../fixtures/judge';
import { containerCredentials } from './container-credentials';
import { insecureCommands } from './insecure-commands';
import { movingRunners } from './moving-runners';
import { persistedCredentials } from './persisted-credentials';
import { pipeToShell } from './pipe-to-shell';
import { secretsInherit } from './secrets-inherit';
import { trustedPublishing } from './trusted-publishing';

describe('container-credentials', () => {
  const credentials = (password: string) =>
    `{ image: x, credentials: { username: u, password: ${password} } }`;
  const plain = (place: string) => [`${place} job a has a registry password in plain text`];
  test.each<[string, string, readonly string[]]>([
    ['text', `container: ${credentials('hunter2')}`, plain('5:66')],
    ['a secret', `container: ${credentials('"${{ secrets.P }}"')}`, []],
    [
      'text around an expression of nothing',
      `container: ${credentials(`"x\${{ '' }}hunter2"`)}`,
      plain('5:66'),
    ],
    ['nothing', `container: ${credentials('')}`, []],
    ['no credentials', 'container: x', []],
    ['text of a service', `services: { db: ${credentials('hunter2')} }`, plain('5:71')],
    ['a secret of a service', `services: { db: ${credentials('"${{ secrets.P }}"')} }`, []],
  ])('%s', (_name, line, expected) => {
    expect(judgeText(containerCredentials, oneJob([line]))).toEqual(expected);
  });
});

describe('insecure-commands', () => {
  const env = (value: string, name = 'ACTIONS_ALLOW_UNSECURE_COMMANDS') =>
    `env: { ${name}: ${value} }`;
  const found = (place: string) => [`${place} unsecure workflow commands are allowed`];
  test.each<[string, string, readonly string[]]>([
    ['for the workflow', oneJob([], { top: [env('true')] }), found('2:8')],
    ['for a job', oneJob([env('1')]), found('5:12')],
    ['for a step', oneJobOf(['- run: make', `  ${env('true')}`]), found('7:16')],
    ['where the run says so', oneJob([env('"${{ inputs.x }}"')]), found('5:12')],
    ['not where it is false', oneJob([env('false')]), []],
    ['not by another variable', oneJob([env('true', 'ACTIONS_STEP_DEBUG')]), []],
  ])('%s', (_name, text, expected) => {
    expect(judgeText(insecureCommands, text)).toEqual(expected);
  });
});

describe('moving-runners', () => {
  const on = (label: string) => oneJob([]).replace('ubuntu-24.04', label);
  const found = (label: string, place = '4:14') => [
    `${place} job a runs on the moving label ${label}`,
  ];
  test.each<[string, readonly string[]]>([
    ['ubuntu-24.04', []],
    ['ubuntu-latest', found('ubuntu-latest')],
    ['[self-hosted, windows-latest]', found('windows-latest', '4:28')],
    ['{ labels: macos-latest }', found('macos-latest', '4:24')],
    ['ubuntu-latest-8-cores', []],
    ['"${{ inputs.runner }}"', []],
  ])('%s', (label, expected) => {
    expect(judgeText(movingRunners, on(label))).toEqual(expected);
  });
});

describe('secrets-inherit', () => {
  const call = (secrets: string) =>
    `on: push\njobs:\n  a:\n    uses: ./.github/workflows/b.yml\n    secrets: ${secrets}\n`;
  test.each<[string, string, readonly string[]]>([
    [
      'all of them',
      call('inherit'),
      ['5:5 job a passes every secret to ./.github/workflows/b.yml'],
    ],
    ['a named one', call('{ token: "${{ secrets.TOKEN }}" }'), []],
    ['one of that name', call('{ inherit: "${{ secrets.TOKEN }}" }'), []],
    ['none', oneJob([]), []],
    [
      'all of them to no one',
      oneJob(['secrets: inherit']),
      ['5:5 job a passes every secret to the called workflow'],
    ],
  ])('%s', (_name, text, expected) => {
    expect(judgeText(secretsInherit, text)).toEqual(expected);
  });
});

describe('persisted-credentials', () => {
  const checkout = (...lines: readonly string[]) =>
    oneJobOf(['- uses: actions/checkout@v7', ...lines.map((line) => `  ${line}`)]);
  const left = ['6:15 job a leaves its token on disk after the checkout'];
  const off = ['with:', '  persist-credentials: false'];
  test.each<[string, string, readonly string[], readonly string[]]>([
    ['nothing said', checkout(), left, left],
    ['other inputs', checkout('with: { path: x }'), left, left],
    ['taken off', checkout(...off), [], []],
    ['kept on purpose', checkout('with: { persist-credentials: true }'), [], left],
    [
      'kept where the run says so',
      checkout('with: { persist-credentials: "${{ inputs.x }}" }'),
      [],
      left,
    ],
    [
      'by a name in capitals',
      checkout().replace('actions/checkout', 'Actions/Checkout'),
      left,
      left,
    ],
    ['another action', checkout().replace('actions/', 'acme/actions/'), [], []],
    ['no checkout', oneJobOf(['- run: make']), [], []],
  ])('%s', (_name, text, expected, explicit) => {
    expect(judgeText(persistedCredentials, text)).toEqual(expected);
    expect(judgeText(persistedCredentials, text, { explicit: true })).toEqual(explicit);
  });

  const named = (uses: string, ...more: readonly string[]) =>
    oneJobOf(['- name: Checkout', `  uses: ${uses}`, ...more.map((line) => `  ${line}`)]);
  test.each<[string, string, string]>([
    ['takes it off', checkout(), checkout(...off)],
    [
      'takes it off below a name',
      named('actions/checkout@v7'),
      named('actions/checkout@v7', ...off),
    ],
    [
      'takes it off behind a comment',
      named('actions/checkout@v7 # v7'),
      named('actions/checkout@v7 # v7', ...off),
    ],
    ['leaves one with inputs', checkout('with: { path: x }'), checkout('with: { path: x }')],
    [
      'leaves one on one line',
      oneJob(['steps: [{ uses: actions/checkout@v7 }]']),
      oneJob(['steps: [{ uses: actions/checkout@v7 }]']),
    ],
    ['takes it off in a last line', checkout().trimEnd(), checkout(...off).trimEnd()],
    ...['push', 'fetch', 'pull', 'submodule'].map((verb): [string, string, string] => {
      const text = `${checkout()}      - run: git ${verb}\n`;
      return [`leaves a job with git ${verb}`, text, text];
    }),
    [
      'takes it off where git only reads',
      `${checkout()}      - run: git log\n`,
      `${checkout(...off)}      - run: git log\n`,
    ],
  ])('the repair %s', (_name, text, expected) => {
    expect(repaired(persistedCredentials, text)).toBe(expected);
  });
});

describe('pipe-to-shell', () => {
  test.each<[string, boolean]>([
    ['curl -LsSf https://x.test/install.sh | sh', true],
    ['curl https://x.test | bash -s -- -y', true],
    ['curl https://x.test | sudo bash', true],
    ['curl https://x.test | sudo -E bash', true],
    ['wget -qO- https://x.test | zsh', true],
    ['wget -qO- https://x.test | dash', true],
    ['bash <(curl -s https://x.test)', true],
    ['sh -c "$(curl -fsSL https://x.test)"', true],
    ['zsh -c "$(wget -qO- https://x.test)"', true],
    ['curl https://x.test | python3 -', true],
    ['curl https://x.test | sudo python -', true],
    ['curl https://x.test | tee log', false],
    ['curl https://x.test | bash /dev/stdin --prefix x', true],
    ['curl https://x.test | sh /proc/self/fd/0', true],
    ['curl https://x.test | python - -y', true],
    ['curl https://x.test | python3 - --version 1.8 -e install', true],
    ['curl https://x.test | python3 "/dev/stdin" x', true],
    ['curl https://x.test | bash -e', true],
    ['curl https://x.test | bash -euo pipefail', true],
    ['curl https://x.test | bash -es -- x', true],
    ['curl https://x.test | bash -o pipefail run.sh', false],
    ['curl https://x.test | bash run.sh -', false],
    ['curl https://x.test | bash -c "cat -"', false],
    ['curl https://x.test | python3 -m json.tool', false],
    ['curl https://x.test | shasum', false],
    ['curl -o x.sh https://x.test; sh x.sh', true],
    ['curl https://x.test/x.sh -o a.sh && bash a.sh', true],
    ['curl -sSLo /tmp/a.sh https://x.test && chmod +x /tmp/a.sh && . /tmp/a.sh', true],
    ['curl -O https://x.test/x.sh && ./x.sh', true],
    ['wget https://x.test/x.sh && sudo bash ./x.sh', true],
    ['wget -O y.py https://x.test/x.py && python3 y.py', true],
    ['curl https://x.test > x.sh && sh -e x.sh', true],
    ['eval "$(curl https://x.test)"', true],
    ['eval `curl https://x.test`', true],
    ['source <(curl https://x.test)', true],
    ['python <(curl https://x.test)', true],
    ['iwr https://x.test | iex', true],
    ['curl https://x.test | python', true],
    ['curl https://x.test | tee a | bash', true],
    ['curl https://x.test | /bin/bash', true],
    ['cat x.b64 | base64 -d | bash', true],
    ['bash -c "curl https://x.test | sh"', true],
    ['FORCE=1 curl https://x.test | FORCE=1 sh', true],
    ['curl -o x.sh https://x.test && sha256sum -c x.sum && sh x.sh', false],
    ['curl -o x.json https://x.test && python3 read.py x.json', false],
    ['curl https://x.test | python3 read.py', false],
    ['curl https://x.test | perl -pe s/a/b/', false],
    ['VERSION=$(curl https://x.test) && bash build.sh', false],
    ['echo "$(curl https://x.test)"', false],
    ['base64 x | bash run.sh', false],
    ['curl -o x.sh https://x.test && cat x | sh', false],
    ['xcurl https://x.test | sh', false],
    ['cat install.sh | sh', false],
  ])('%s: %j', (line, piped) => {
    const text = oneJobOf(['- run: |', '    echo start', `    ${line}`]);
    expect(judgeText(pipeToShell, text)).toEqual(
      piped ? ['8:11 a downloaded script runs unchecked'] : [],
    );
  });

  test('what an earlier line has downloaded', () => {
    const script = (...lines: readonly string[]) =>
      judgeText(pipeToShell, oneJobOf(['- run: |', ...lines.map((line) => `    ${line}`)]));
    expect(script('curl -o a.sh https://x.test', 'chmod +x a.sh', './a.sh')).toHaveLength(1);
    expect(script('./a.sh', 'curl -o a.sh https://x.test')).toEqual([]);
    expect(
      script('curl -o a.sh https://x.test', 'echo "$SUM a.sh" | shasum -c', 'sh a.sh'),
    ).toEqual([]);
  });

  test('an action is no script', () => {
    expect(judgeText(pipeToShell, oneJobOf(['- uses: acme/x@v1']))).toEqual([]);
  });
});

describe('trusted-publishing', () => {
  const identity = ['permissions: { id-token: write }'];
  const found = (place: string, by: string) => [`${place} ${by} publishes with a stored token`];
  const action = (inputs: string) =>
    oneJobOf(['- uses: PyPA/gh-action-pypi-publish@v1', `  with: { ${inputs} }`]);
  const password = 'password: "${{ secrets.PYPI }}"';
  test.each<[string, string, readonly string[]]>([
    ['a password', action(password), found('7:27', 'gh-action-pypi-publish')],
    ['no password', action('verbose: true'), []],
    [
      'a password of PyPI itself',
      action(`repository-url: https://upload.pypi.org/legacy/, ${password}`),
      found('7:76', 'gh-action-pypi-publish'),
    ],
    [
      'a password of another index',
      action(`repository-url: https://pypi.acme.test/, ${password}`),
      [],
    ],
    [
      'a password of another index, in the older spelling',
      action(`repository_url: https://x.test/, ${password}`),
      [],
    ],
    ['another action', oneJobOf(['- uses: acme/publish@v1', `  with: { ${password} }`]), []],
  ])('the action with %s', (_name, text, expected) => {
    expect(judgeText(trustedPublishing, text)).toEqual(expected);
  });

  test.each<[string, readonly string[]]>([
    ['twine upload dist/*', found('6:14', 'twine upload')],
    ['python -m twine  upload dist/*', found('6:14', 'twine upload')],
    ['poetry publish', found('6:14', 'poetry publish')],
    ['flit publish', found('6:14', 'flit publish')],
    ['hatch publish', found('6:14', 'hatch publish')],
    ['uv publish', found('6:14', 'uv publish')],
    ['twine upload --repository-url https://x.test dist/*', []],
    ['twine upload -r internal dist/*', []],
    ['twine upload --repository internal dist/*', []],
    ['twine upload --repository pypi dist/*', found('6:14', 'twine upload')],
    ['poetry publish --repository=internal', []],
    ['hatch publish --repo internal', []],
    ['uv publish --publish-url https://x.test', []],
    ['uv publish --index internal', []],
    ['twine check dist/*', []],
    ['mytwine upload', []],
  ])('%s', (line, expected) => {
    expect(judgeText(trustedPublishing, oneJobOf([`- run: ${line}`]))).toEqual(expected);
  });

  test.each<[string, string, readonly string[]]>([
    ['an identity of the job', oneJob([...identity, 'steps: [{ run: uv publish }]']), []],
    [
      'an identity of the workflow',
      oneJob(['steps: [{ run: uv publish }]'], { top: identity }),
      [],
    ],
    ['every right', oneJob(['permissions: write-all', 'steps: [{ run: uv publish }]']), []],
    [
      'an identity that the job gives up',
      oneJob(['permissions: {}', 'steps: [{ run: uv publish }]'], { top: identity }),
      found('7:20', 'uv publish'),
    ],
    [
      'an identity that is only read',
      oneJob(['permissions: { id-token: read }', 'steps: [{ run: uv publish }]']),
      found('6:20', 'uv publish'),
    ],
    [
      'an identity and a token',
      oneJob([...identity, 'steps: [{ run: uv publish --token x }]']),
      found('6:20', 'uv publish'),
    ],
    [
      'an identity and a password',
      oneJob([...identity, 'steps: [{ run: uv publish --password x }]']),
      found('6:20', 'uv publish'),
    ],
    [
      'an identity and a token in the environment',
      oneJob([...identity, 'steps: [{ run: uv publish, env: { UV_PUBLISH_TOKEN: x } }]']),
      found('6:20', 'uv publish'),
    ],
    [
      'an identity and a password in the environment',
      oneJob([...identity, 'steps: [{ run: uv publish, env: { UV_PUBLISH_PASSWORD: x } }]']),
      found('6:20', 'uv publish'),
    ],
    [
      'an identity and something else in the environment',
      oneJob([...identity, 'steps: [{ run: uv publish, env: { MY_UV_PUBLISH_TOKENS: x } }]']),
      [],
    ],
    [
      'an identity, which twine does not use',
      oneJob([...identity, 'steps: [{ run: twine upload x }]']),
      found('6:20', 'twine upload'),
    ],
  ])('uv with %s', (_name, text, expected) => {
    expect(judgeText(trustedPublishing, text)).toEqual(expected);
  });
});
