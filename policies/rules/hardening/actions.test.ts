import { advise, judgeText, oneJob, oneJobOf } from '../../fixtures/judge';
import { knownActions } from '../known-actions';
import { allowedActions } from './allowed-actions';
import { appTokens } from './app-tokens';
import { archivedActions } from './archived-actions';
import { compromisedActions } from './compromised-actions';
import { plainUses } from './plain-uses';
import { unpinnedImages } from './unpinned-images';
import { versionComments } from './version-comments';

const step = (uses: string): string => oneJobOf([`- uses: ${uses}`]);
const call = (uses: string): string => `on: push\njobs:\n  a:\n    uses: ${uses}\n`;

describe('allowed-actions', () => {
  const refused = ['6:15 actions/checkout is not allowed here'];
  test.each<[string, object, readonly string[]]>([
    ['nothing is said', {}, []],
    ['it is allowed', { allow: ['actions/checkout'] }, []],
    ['it is allowed in capitals', { allow: ['Actions/Checkout'] }, []],
    ['its owner is allowed', { allow: ['actions/*'] }, []],
    ['another one is allowed', { allow: ['actions/cache'] }, refused],
    ['an owner that begins like its own is allowed', { allow: ['action/*'] }, refused],
    ['it is denied', { deny: ['actions/checkout'] }, refused],
    ['its owner is denied', { deny: ['ACTIONS/*'] }, refused],
    ['another one is denied', { deny: ['actions/cache'] }, []],
    [
      'its owner is allowed and it is denied',
      { allow: ['actions/*'], deny: ['actions/checkout'] },
      refused,
    ],
  ])('where %s', (_name, settings, expected) => {
    expect(judgeText(allowedActions, step('actions/checkout@v7'), settings)).toEqual(expected);
  });

  test('names in capitals, called workflows, and what is of the repository itself or an image', () => {
    const settings = { allow: ['actions/checkout'] };
    const judge = (text: string) => judgeText(allowedActions, text, settings).length;
    expect(judge(step('Actions/Checkout@v7'))).toBe(0);
    expect(judge(call('acme/flows/.github/workflows/x.yml@v1'))).toBe(1);
    expect(judge(call('./.github/workflows/x.yml'))).toBe(0);
    expect(judge(step('./.github/actions/x'))).toBe(0);
    expect(judge(step('docker://alpine:3'))).toBe(0);
  });
});

describe('archived-actions', () => {
  test.each([
    ['actions/create-release', 'gh release create'],
    ['actions/upload-release-asset', 'gh release upload'],
    ['actions/setup-ruby', 'ruby/setup-ruby'],
    ['actions/setup-elixir', 'erlef/setup-beam'],
    ['actions/setup-haskell', 'haskell-actions/setup'],
    ['actions-rs/audit-check', 'cargo audit'],
    ['actions-rs/cargo', 'cargo'],
    ['actions-rs/clippy-check', 'cargo clippy'],
    ['actions-rs/grcov', 'cargo llvm-cov'],
    ['actions-rs/install', 'cargo install --locked'],
    ['actions-rs/tarpaulin', 'cargo llvm-cov'],
    ['actions-rs/toolchain', 'rustup toolchain install'],
    ['facebook/pysa-action', 'pyre analyze'],
    ['SonarSource/sonarcloud-github-action', 'SonarSource/sonarqube-scan-action'],
  ])('%s gave way to %s', (action, successor) => {
    const text = step(`${action}@v1`);
    expect(judgeText(archivedActions, text)).toEqual([`6:15 ${action}@v1 is archived`]);
    expect(advise(archivedActions, text)).toEqual([`use ${successor} instead`]);
    expect(judgeText(archivedActions, step(`${action}-next@v1`))).toEqual([]);
  });

  test('what names no repository is not archived', () => {
    expect(judgeText(archivedActions, step('./actions/cargo'))).toEqual([]);
  });
});

describe('compromised-actions', () => {
  const changed = 'tj-actions/changed-files';
  const setup = 'reviewdog/action-setup';
  test.each<[string, boolean]>([
    [`${changed}@v1`, true],
    [`${changed}@v45`, true],
    [`${changed}@v45.0.7`, true],
    [`${changed}@V44`, true],
    [`TJ-Actions/Changed-Files@v44`, true],
    [`${changed}@main`, true],
    [`${changed}@0e58ed8671d6b60d0890c21b07f8835ace038e67`, true],
    [`${changed}@0E58ED8671D6B60D0890C21B07F8835ACE038E67`, true],
    [`${changed}@v46`, false],
    [`${changed}@v46.0.1`, false],
    [`${changed}@release-v1`, false],
    [`${changed}@${'a'.repeat(40)}`, false],
    [`${setup}@v1`, true],
    [`${setup}@f0d342d24037bb11d26b9bd8496e0808ba32e9ec`, true],
    [`${setup}@v1.3.2`, false],
    [`${setup}@v2`, false],
    ['aquasecurity/trivy-action@0.28.0', true],
    ['aquasecurity/trivy-action@v0.34.2', true],
    ['aquasecurity/trivy-action@v0.35.0', false],
    ['aquasecurity/trivy-action@0.36.0', false],
    ['aquasecurity/trivy-action@master', false],
    ['aquasecurity/trivy-action@ddb9da4475c1cef7d5389062bdfdfbdbd1394648', true],
    ['aquasecurity/setup-trivy@v0.2.3', true],
    ['aquasecurity/setup-trivy@v0.2.6', false],
    ['Checkmarx/kics-github-action@v2.1.7', true],
    [`Checkmarx/kics-github-action@${'a'.repeat(40)}`, false],
    ['actions-cool/issues-helper@v3', true],
    ['actions-cool/maintain-one-comment@v3.1.1', true],
    ['acme/changed-files@v1', false],
    ['./tj-actions/changed-files', false],
  ])('%s contained malicious code: %j', (uses, found) => {
    expect(judgeText(compromisedActions, step(uses))).toHaveLength(found ? 1 : 0);
  });

  test('a finding names the advisory', () => {
    expect(judgeText(compromisedActions, step(`${changed}@v1`))).toEqual([
      `6:15 ${changed}@v1 contained malicious code: GHSA-mrrh-fwg8-r2c3 (CVE-2025-30066)`,
    ]);
  });
});

describe('plain-uses', () => {
  test.each<[string, readonly string[]]>([
    ['actions/checkout@v7', []],
    ['github/codeql-action/init@v3', []],
    ['actions/checkout/./@v7', ['6:15 actions/checkout/./ is an obscured reference']],
    ['actions//checkout@v7', ['6:15 actions//checkout is an obscured reference']],
    ['actions/x/../checkout@v7', ['6:15 actions/x/../checkout is an obscured reference']],
    ['actions/checkout/@v7', ['6:15 actions/checkout/ is an obscured reference']],
    ['./.github/../x', []],
    ['../x/../y', []],
    ['$/.github/./x', []],
    ['docker://alpine:3', []],
  ])('%s', (uses, expected) => {
    expect(judgeText(plainUses, step(uses))).toEqual(expected);
  });

  test.each([
    ['actions/checkout/./@v7', 'write actions/checkout@…'],
    ['actions//checkout@v7', 'write actions/checkout@…'],
  ])('the fix for %s', (uses, fix) => {
    expect(advise(plainUses, step(uses))).toEqual([fix]);
  });

  test('a called workflow', () => {
    expect(judgeText(plainUses, call('acme/x/./.github/workflows/y.yml@v1'))).toHaveLength(1);
  });
});

describe('version-comments', () => {
  const { sha = '', version = '' } = knownActions.get('actions/checkout') ?? {};
  const [major = '', minor = ''] = version.split('.');
  const other = 'a'.repeat(40);
  const wrong = (said: string) => [`6:15 the comment says ${said}, but the commit is ${version}`];
  test.each<[string, string, readonly string[]]>([
    ['the release', `${sha} # ${version}`, []],
    ['the release without its letter', `${sha} # ${version.slice(1)}`, []],
    ['its major version', `${sha} # ${major}`, []],
    ['its minor version', `${sha} # ${major}.${minor}`, []],
    ['the release in a sentence', `${sha} # tag=${version} (pinned)`, []],
    ['the commit in capitals', `${sha.toUpperCase()} # ${version}`, []],
    ['another release', `${sha} # v1.2.3`, wrong('v1.2.3')],
    [
      'another release, of the commit in capitals',
      `${sha.toUpperCase()} # v1.2.3`,
      wrong('v1.2.3'),
    ],
    ['a version that begins like it', `${sha} # ${major}0`, wrong(`${major}0`)],
    ['no version', `${sha} # pinned`, []],
    ['nothing', sha, []],
    [
      'the release of another commit',
      `${other} # ${version}`,
      [`6:15 the comment says ${version}, but the commit is not the commit of that release`],
    ],
    ['the major version of another commit', `${other} # ${major}`, []],
    ['another release of another commit', `${other} # v1.2.3`, []],
  ])('%s', (_name, ref, expected) => {
    expect(judgeText(versionComments, step(`actions/checkout@${ref}`))).toEqual(expected);
    expect(judgeText(versionComments, step(`Actions/Checkout@${ref}`))).toEqual(expected);
    expect(judgeText(versionComments, step(`acme/checkout@${ref}`))).toEqual([]);
  });
});

describe('app-tokens', () => {
  const token = (...inputs: readonly string[]): string =>
    oneJobOf([
      '- uses: actions/create-github-app-token@v3',
      '  with:',
      ...['app-id: 1', ...inputs].map((line) => `    ${line}`),
    ]);
  const wide = '6:15 the token has every permission of the App';
  const everywhere = '6:15 the token is for every repository of the owner';
  const kept = (line: number) => `${line}:30 the token is not revoked after the job`;
  test.each<[string, readonly string[], readonly string[]]>([
    ['a named right', ['permission-contents: read'], []],
    ['a named right in capitals', ['Permission-Contents: read'], []],
    ['no named right', [], [wide]],
    ['an input that ends like one', ['my-permission-x: read'], [wide]],
    ['a token that lives on', ['permission-x: read', 'skip-token-revoke: true'], [kept(10)]],
    [
      'a token that may live on',
      ['permission-x: read', 'skip-token-revoke: ${{ inputs.x }}'],
      [kept(10)],
    ],
    ['a token that is revoked', ['permission-x: read', 'skip-token-revoke: false'], []],
    ['both', ['skip-token-revoke: true'], [wide, kept(9)]],
    ['every repository of an owner', ['permission-contents: read', 'owner: acme'], [everywhere]],
    ['some of an owner', ['permission-contents: read', 'owner: acme', 'repositories: a'], []],
    ['the members of an owner', ['permission-members: read', 'owner: acme'], []],
  ])('%s', (_name, inputs, expected) => {
    expect(judgeText(appTokens, token(...inputs))).toEqual(expected);
  });

  test('by any other action, or none, it is not known', () => {
    expect(judgeText(appTokens, token().replace('actions/', 'acme/'))).toEqual([]);
    expect(judgeText(appTokens, token().replace('actions/', 'Actions/'))).toEqual([wide]);
    expect(judgeText(appTokens, oneJobOf(['- run: make']))).toEqual([]);
  });
});

describe('unpinned-images', () => {
  const digest = `@sha256:${'0123456789abcdef'.repeat(4)}`;
  const loose = (image: string, place: string) => [
    `${place} image ${image} is not pinned by digest`,
  ];
  const matrix = (image: string, images: string) =>
    oneJob([`container: "\${{ ${image} }}"`, `strategy: { matrix: { ${images} } }`, 'steps: []']);
  test.each<[string, string, readonly string[]]>([
    ['a digest', oneJob([`container: python:3.13${digest}`]), []],
    ['a tag', oneJob(['container: python:3.13']), loose('python:3.13', '5:16')],
    [
      'a short digest',
      oneJob([`container: python${digest.slice(0, -1)}`]),
      loose(`python${digest.slice(0, -1)}`, '5:16'),
    ],
    [
      'a digest that goes on',
      oneJob([`container: python${digest}0`]),
      loose(`python${digest}0`, '5:16'),
    ],
    [
      'an image in a mapping',
      oneJob(['container: { image: "python:3" }']),
      loose('python:3', '5:25'),
    ],
    [
      'a service',
      oneJob(['services: { db: { image: "postgres:17" } }']),
      loose('postgres:17', '5:30'),
    ],
    [
      'a service with a digest',
      oneJob([`services: { db: { image: "postgres:17${digest}" } }`]),
      [],
    ],
    ['a step', step('docker://alpine:3'), loose('alpine:3', '6:15')],
    ['a step with a digest', step(`docker://alpine:3${digest}`), []],
    ['a step that is no image', step('actions/checkout@v7'), []],
    ['no image', oneJob(['container: ""']), []],
    ['an image that only the run knows', oneJob(['container: "${{ inputs.image }}"']), []],
    [
      'an image of the matrix',
      matrix('matrix.image', 'image: ["python:3"]'),
      loose('python:3', '6:35'),
    ],
    ['an image of the matrix with a digest', matrix('matrix.image', `image: ["x${digest}"]`), []],
    [
      'images whose tags the matrix names',
      oneJob([
        'services: { db: { image: "postgres:${{ matrix.pg }}" } }',
        'strategy: { matrix: { pg: [15, 16] } }',
      ]),
      [...loose('postgres:15', '5:30'), ...loose('postgres:16', '5:30')],
    ],
    [
      'an image below an entry of the matrix',
      matrix('matrix.img.n', 'img: [{ n: "redis:7" }]'),
      loose('redis:7', '5:16'),
    ],
    [
      'an image where an input names none',
      oneJob(['container: "${{ inputs.image || \'redis:latest\' }}"']),
      loose('redis:latest', '5:16'),
    ],
    ['a tag that only the run knows', oneJob(['container: "redis:${{ inputs.tag }}"']), []],
    ['an image that another axis names', matrix('matrix.image', 'os: ["python:3"]'), []],
    [
      'an image of an addition to the matrix',
      matrix('matrix.image', 'include: [{ image: "python:3" }]'),
      loose('python:3', '6:46'),
    ],
  ])('%s', (_name, text, expected) => {
    expect(judgeText(unpinnedImages, text)).toEqual(expected);
  });
});
