import { type Verdict } from '../check';
import { postureOfFiles, sourcedExample, unreadExample } from '../example-facts';
import { type PostureFacts } from '../facts';
import { postureChecks } from '.';

const settings = { secretDays: 365 };

/** The verdict of a check on a repository. */
function verdictOf(name: string, facts: PostureFacts): Verdict {
  const check = postureChecks.find((one) => one.name === name);
  if (check === undefined) throw new Error(`no check ${name}`);
  return check.judge(facts, settings);
}

const scoreOf = (verdict: Verdict): number | string =>
  verdict.state === 'scored' ? verdict.score : verdict.state;

const sha = 'a'.repeat(40);
const workflow = (top: string, jobs: readonly string[]): string =>
  `on: push\n${top}jobs:\n${jobs.map((job, index) => `  job${index}:\n    runs-on: ubuntu-24.04\n${job}    steps:\n      - run: make\n`).join('')}`;
const job = (permissions?: string): string =>
  permissions === undefined ? '' : `    permissions: ${permissions}\n`;

describe('Token-Permissions', () => {
  test.each<[string, string, readonly string[], number]>([
    ['nothing is limited', '', [job()], 0],
    ['one job of two is limited', '', [job('{}'), job()], 0],
    ['only the jobs are limited', '', [job('{ contents: write }')], 9],
    ['read at the top', 'permissions: { contents: read }\n', [job()], 10],
    ['read-all', 'permissions: read-all\n', [job()], 10],
    ['nothing at all', 'permissions: {}\n', [job()], 10],
    ['write-all, jobs open', 'permissions: write-all\n', [job()], 0],
    ['write-all, a job writes', 'permissions: write-all\n', [job('{ checks: write }')], 0],
    ['write-all, a job may all', 'permissions: write-all\n', [job('write-all')], 0],
    ['write-all, jobs read', 'permissions: write-all\n', [job('{ contents: read }')], 9],
    ['write-all, a harmless write', 'permissions: write-all\n', [job('{ issues: write }')], 9],
    ['contents', 'permissions: { contents: write }\n', [job()], 0],
    ['packages', 'permissions: { packages: write }\n', [job()], 0],
    ['actions', 'permissions: { actions: write }\n', [job()], 0],
    ['deployments', 'permissions: { deployments: write }\n', [job()], 9],
    ['security-events', 'permissions: { security-events: write }\n', [job()], 9],
    ['checks and statuses', 'permissions: { checks: write, statuses: write }\n', [job()], 9],
    ['a harmless write', 'permissions: { issues: write }\n', [job()], 10],
  ])('%s', (_name, top, jobs, expected) => {
    const facts = postureOfFiles({ '.github/workflows/ci.yml': workflow(top, jobs) });
    expect(scoreOf(verdictOf('Token-Permissions', facts))).toBe(expected);
  });

  test('adds up over the workflows, and names each place', () => {
    const facts = postureOfFiles({
      '.github/workflows/a.yml': workflow('permissions: { deployments: write }\n', [job()]),
      '.github/workflows/b.yml': workflow('', [job('{}')]),
      '.github/workflows/c.yml': workflow('permissions: read-all\n', [job()]),
    });
    const verdict = verdictOf('Token-Permissions', facts);
    expect(verdict).toMatchObject({
      score: 8,
      evidence: [
        {
          text: 'the whole workflow has `deployments: write`',
          source: '.github/workflows/a.yml:2',
        },
        { text: 'only the jobs limit the token', source: '.github/workflows/b.yml' },
      ],
      remedies: [{ id: 'token-permissions', score: 10 }],
    });
  });
});

describe('Pinned-Dependencies', () => {
  const uses = (...all: readonly string[]): PostureFacts =>
    postureOfFiles({
      '.github/workflows/ci.yml': `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n${all.map((one) => `      - uses: ${one}\n`).join('')}`,
    });
  test.each<[string, readonly string[], number | 'absent']>([
    ['all pinned', [`actions/checkout@${sha}`, `other/one@${sha}`], 10],
    ['nothing pinned', ['actions/checkout@v5', 'other/one@v1'], 0],
    ['GitHub’s own pinned', [`actions/checkout@${sha}`, 'other/one@v1'], 2],
    ['the other pinned', ['github/codeql-action/init@v3', `other/one@${sha}`], 8],
    ['only GitHub’s own', [`actions/checkout@${sha}`, 'actions/cache@v4'], 5],
    ['one of three', [`a/b@${sha}`, 'a/c@v1', 'a/d@main'], 3],
    ['an image by its digest', [`docker://alpine@sha256:${'b'.repeat(64)}`], 10],
    ['an image by its tag', ['docker://alpine:3'], 0],
    ['a short hash', ['a/b@abcdef1'], 0],
    ['local alone', ['./.github/actions/own'], 'absent'],
  ])('%s', (_name, all, expected) => {
    expect(scoreOf(verdictOf('Pinned-Dependencies', uses(...all)))).toBe(expected);
  });

  test('a called workflow counts, with its line', () => {
    const facts = postureOfFiles({
      '.github/workflows/ci.yml':
        'on: push\njobs:\n  a:\n    uses: o/r/.github/workflows/x.yml@v1\n',
    });
    expect(verdictOf('Pinned-Dependencies', facts)).toMatchObject({
      score: 0,
      evidence: [
        { text: '0 of 1 actions pinned by a hash' },
        {
          text: 'o/r/.github/workflows/x.yml@v1 is not pinned',
          source: '.github/workflows/ci.yml:4',
        },
      ],
    });
  });
});

describe('Dangerous-Workflow', () => {
  const run = (script: string, on = 'pull_request'): PostureFacts =>
    postureOfFiles({
      '.github/workflows/ci.yml': `on: ${on}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: echo "${script}"\n`,
    });
  test.each([
    ['github.event.issue.title', 0],
    ['github.event.pull_request.head.ref', 0],
    ['github.event.pages[0].page_name', 0],
    ['github.event.commits[1].author.email', 0],
    ['github.event.review_comment.body', 0],
    ['github.head_ref', 0],
    ['toJSON(github)', 0],
    ['tojson( github.event )', 0],
    ['toJSON(github.event.number)', 10],
    ['github.event.issue.number', 10],
    ['github.event.pull_request.base.ref', 10],
    ['env.TITLE', 10],
  ])('a script with %s', (expression, expected) => {
    const facts = run(`$\{{ ${expression} }}`);
    expect(scoreOf(verdictOf('Dangerous-Workflow', facts))).toBe(expected);
  });

  const checkout = (on: string, ref?: string, uses = 'actions/checkout@v5'): PostureFacts =>
    postureOfFiles({
      '.github/workflows/ci.yml': `on: ${on}\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: ${uses}\n${ref === undefined ? '' : `        with:\n          ref: ${ref}\n`}`,
    });
  const head = '${{ github.event.pull_request.head.sha }}';
  test.each([
    ['pull_request_target', head, 0],
    ['workflow_run', '${{ github.event.workflow_run.head_sha }}', 0],
    ['pull_request', head, 10],
    ['pull_request_target', undefined, 10],
    ['pull_request_target', 'main', 10],
  ])('%s that checks out %s', (on, ref, expected) => {
    expect(scoreOf(verdictOf('Dangerous-Workflow', checkout(on, ref)))).toBe(expected);
  });

  test('another action with a ref is no checkout', () => {
    const facts = checkout('pull_request_target', head, 'some/action@v1');
    expect(scoreOf(verdictOf('Dangerous-Workflow', facts))).toBe(10);
  });
});

test('a workflow that cannot be read leaves its verdicts open, and one of comments does not count', () => {
  const broken = postureOfFiles({ '.github/workflows/ci.yml': 'on: [push\n' });
  const empty = postureOfFiles({ '.github/workflows/ci.yml': '# later\n\n' });
  for (const name of ['Token-Permissions', 'Pinned-Dependencies', 'Dangerous-Workflow']) {
    expect(verdictOf(name, broken)).toMatchObject({
      state: 'unknown',
      reason: '1 workflows cannot be read: .github/workflows/ci.yml',
    });
    expect(verdictOf(name, empty).state).toBe('absent');
  }
});

test.each([
  ['.github/dependabot.yml', 10],
  ['.github/Dependabot.yaml', 10],
  ['renovate.json5', 10],
  ['.gitlab/renovate.json', 10],
  ['.renovaterc', 10],
  ['.config/scala-steward.conf', 10],
  ['dependabot.yml', 0],
  ['sub/renovate.json', 0],
])('Dependency-Update-Tool: %s', (path, expected) => {
  const facts = postureOfFiles({ 'README.md': '', [path]: '' });
  expect(scoreOf(verdictOf('Dependency-Update-Tool', facts))).toBe(expected);
});

describe('Security-Policy', () => {
  test.each([
    ['an address, words and practice', 'Report vulnerabilities to a@b.org within 30 days.', 10],
    ['words and practice', 'We disclose a vulnerability when it is fixed.', 4],
    ['words', 'Be careful.', 3],
    ['one mention', 'We like vulnerabilities to be told.', 3],
    ['a link alone', 'https://example.org/report', 6],
    ['an address alone', 'a@b.org', 6],
    ['a link and words', 'Please see https://example.org/report for all of it.', 9],
    ['the same link twice', 'https://e.org/r https://e.org/r', 9],
    ['nothing', '', 0],
  ])('%s', (_name, text, expected) => {
    const facts = postureOfFiles({ 'SECURITY.md': text });
    expect(scoreOf(verdictOf('Security-Policy', facts))).toBe(expected);
  });

  test.each([
    '.github/security.adoc',
    'docs/Security.rst',
    'doc/security.rst',
    'security.markdown',
  ])('is found at %s', (path) => {
    expect(scoreOf(verdictOf('Security-Policy', postureOfFiles({ [path]: 'Words.' })))).toBe(3);
  });

  test('that of the owner counts where there is none, and is open where it was not read', () => {
    const policy = { path: 'acme/.github/SECURITY.md', text: 'Words.' };
    const files = { 'src/SECURITY.md': '' };
    const of = (ownersPolicy: PostureFacts['ownersPolicy']): Verdict =>
      verdictOf('Security-Policy', postureOfFiles(files, { ownersPolicy }));
    expect(of(sourcedExample(policy))).toMatchObject({
      score: 3,
      evidence: expect.arrayContaining([
        { text: 'has text beside it', source: policy.path },
      ]) as unknown,
    });
    expect(of(sourcedExample(undefined))).toMatchObject({ score: 0 });
    expect(of(unreadExample('403'))).toMatchObject({ state: 'unknown', reason: '403' });
  });
});

describe('License', () => {
  const of = (paths: readonly string[], license: string | undefined): Verdict =>
    verdictOf(
      'License',
      postureOfFiles(Object.fromEntries(paths.map((path) => [path, ''])), {
        license: sourcedExample(license),
      }),
    );
  test.each([
    [[], 'Apache-2.0', 10],
    [[], 'NOASSERTION', 9],
    [['LICENSE'], undefined, 9],
    [['LICENCE.md'], undefined, 9],
    [['COPYING.txt'], undefined, 9],
    [['Apache-2.0-LICENSE.md'], undefined, 9],
    [['LICENSES/MIT.txt'], undefined, 9],
    [['src/LICENSE'], undefined, 0],
    [['license_check.py.d/x'], undefined, 0],
    [['README.md'], undefined, 0],
  ])('files %j, detected %s', (paths, detected, expected) => {
    expect(scoreOf(of(paths, detected))).toBe(expected);
  });
});

describe('SAST', () => {
  const using = (uses: string, codeScanning: PostureFacts['codeScanning']): Verdict =>
    verdictOf(
      'SAST',
      postureOfFiles(
        {
          '.github/workflows/ci.yml': `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: ${uses}\n`,
        },
        { codeScanning },
      ),
    );
  test.each([
    ['github/codeql-action/analyze@v3', 10],
    ['snyk/actions/python@v1', 10],
    ['hadolint/hadolint-action@v3', 10],
    ['github/codeql-action/init@v3', 0],
    ['actions/checkout@v5', 0],
  ])('%s', (uses, expected) => {
    expect(scoreOf(using(uses, sourcedExample(undefined)))).toBe(expected);
  });

  test('reports in code scanning count, whatever made them', () => {
    expect(using('a/b@v1', sourcedExample(3))).toMatchObject({
      score: 10,
      evidence: [{ text: 'code scanning is used; 3 open alerts' }],
    });
    expect(using('a/b@v1', unreadExample('403')).state).toBe('unknown');
  });
});

describe('Code-Owners', () => {
  const of = (texts: Readonly<Record<string, string>>, errors: number): Verdict =>
    verdictOf(
      'Code-Owners',
      postureOfFiles(texts, {
        ownersErrors: sourcedExample(
          Array.from({ length: errors }, (_, index) => ({
            line: index + 1,
            kind: 'Unknown owner',
          })),
        ),
      }),
    );
  test.each<[string, Readonly<Record<string, string>>, number, number]>([
    ['none', { 'README.md': '' }, 0, 0],
    ['everything', { CODEOWNERS: '* @acme/all\n' }, 0, 10],
    ['the workflows', { '.github/CODEOWNERS': '/.github/workflows/ @acme/ci\n' }, 0, 10],
    ['the folder above', { 'docs/CODEOWNERS': '.github/ @acme/ci\n' }, 0, 10],
    ['other files', { CODEOWNERS: 'src/ @acme/dev\n' }, 0, 6],
    ['a line that GitHub ignores', { CODEOWNERS: '* @acme/all\n' }, 1, 8],
    ['comments', { CODEOWNERS: '# * @acme/all\n' }, 0, 2],
    ['a rule without owners', { CODEOWNERS: '*\n' }, 0, 2],
    [
      'the first of two files',
      { '.github/CODEOWNERS': 'src/ @a\n', CODEOWNERS: '* @acme/all\n' },
      0,
      6,
    ],
  ])('%s', (_name, texts, errors, expected) => {
    expect(scoreOf(of(texts, errors))).toBe(expected);
  });
});
