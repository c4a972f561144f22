import { judgeText, oneJob, oneJobOf } from '../../fixtures/judge';
import { botConditions } from './bot-conditions';
import { cachePoisoning } from './cache-poisoning';
import { dangerousTriggers } from './dangerous-triggers';
import { githubEnv } from './github-env';

const RELEASE = '{ release: { types: [published] } }';

describe('dangerous-triggers', () => {
  const target = [
    '1:5 pull_request_target runs with secrets and a write token for pull requests from forks',
  ];
  const fetched = (place: string) => [
    `${place} job a checks out the code of a pull request in a run with secrets and a write token`,
  ];
  const checkout = (input: string, on: string): string =>
    oneJobOf(['- uses: actions/checkout@v7', `  with: { ${input} }`], { on });
  test.each<[string, string, readonly string[]]>([
    ['pull_request_target', oneJobOf(['- run: make'], { on: 'pull_request_target' }), target],
    [
      'pull_request_target that checks out what it is meant for',
      oneJobOf(['- uses: actions/checkout@v7'], { on: 'pull_request_target' }),
      target,
    ],
    ['labelling', oneJobOf(['- uses: Actions/Labeler@v6'], { on: 'pull_request_target' }), []],
    [
      'labelling and more',
      oneJobOf(['- uses: actions/labeler@v6', '- run: make'], { on: 'pull_request_target' }),
      target,
    ],
    ['no steps', oneJob(['steps: []'], { on: 'pull_request_target' }), target],
    ['pull_request', oneJobOf(['- run: make'], { on: 'pull_request' }), []],
    ['workflow_run that fetches nothing', oneJobOf(['- run: make'], { on: 'workflow_run' }), []],
    ['issue_comment that fetches nothing', oneJobOf(['- run: make'], { on: 'issue_comment' }), []],
  ])('%s', (_name, text, expected) => {
    expect(judgeText(dangerousTriggers, text)).toEqual(expected);
  });

  test.each<[string, readonly string[]]>([
    ['pull_request_target', fetched('7:22')],
    ['workflow_run', fetched('7:22')],
    ['issue_comment', fetched('7:22')],
    ['pull_request', []],
    ['push', []],
  ])('the head of a pull request in a run of %s', (on, expected) => {
    const text = checkout('ref: "${{ github.head_ref }}"', on);
    expect(judgeText(dangerousTriggers, text)).toEqual(expected);
  });

  test.each<[string, boolean]>([
    ['github.head_ref', true],
    ['github.event.pull_request.head.sha', true],
    ['github.event.pull_request.head.ref', true],
    ['github.event.pull_request.head.repo.full_name', true],
    ['github.event.pull_request.merge_commit_sha', true],
    ['github.event.pull_request.number', true],
    ['github.event.workflow_run.head_sha', true],
    ['github.event.workflow_run.head_branch', true],
    ['github.event.workflow_run.head_commit.id', true],
    ['github.event.workflow_run.head_repository.full_name', true],
    ['github.event.issue.number', true],
    ["GitHub.Event['issue'].number", true],
    ["format('refs/pull/{0}/merge', github.event.issue.number)", true],
    ["format('{0}/{1}', inputs.x, github.event.issue.number)", true],
    ['github.sha }}/${{ github.event.issue.number', true],
    ['github.sha', false],
    ['github.event.pull_request.base.sha', false],
    ["'github.head_ref'", false],
    ['inputs.ref', false],
  ])('a checkout of ${{ %s }} fetches foreign code: %j', (expression, foreign) => {
    const found = (input: string) =>
      judgeText(dangerousTriggers, checkout(input, 'issue_comment')).length;
    expect(found(`ref: "\${{ ${expression} }}"`)).toBe(foreign ? 1 : 0);
    expect(found(`repository: "\${{ ${expression} }}"`)).toBe(foreign ? 1 : 0);
    expect(found(`path: "\${{ ${expression} }}"`)).toBe(0);
  });

  test.each<[string, string, readonly string[]]>([
    ['by its command', 'gh pr checkout "$NUMBER"', fetched('6:14')],
    ['not by a command that reads', 'gh pr view "$NUMBER"', []],
    ['not by a name that holds it', 'mygh pr checkout', []],
  ])('a script fetches foreign code %s', (_name, line, expected) => {
    const text = oneJobOf([`- run: ${line}`], { on: 'issue_comment' });
    expect(judgeText(dangerousTriggers, text)).toEqual(expected);
  });

  test('another action with such a ref fetches nothing that is known', () => {
    const text = checkout('ref: "${{ github.head_ref }}"', 'issue_comment');
    const other = text.replace('actions/checkout', 'acme/actions/checkout');
    expect(judgeText(dangerousTriggers, text)).toHaveLength(1);
    expect(judgeText(dangerousTriggers, other)).toEqual([]);
    expect(judgeText(dangerousTriggers, text.replace('actions/c', 'Actions/C'))).toHaveLength(1);
  });
});

describe('cache-poisoning', () => {
  const cache = ['- uses: actions/cache@v5', '  with: { path: x, key: y }'];
  const releases = (what = 'actions/cache') => [
    `6:15 the workflow runs for releases, and ${what} of job a restores a cache`,
  ];
  test.each<[string, string, readonly string[]]>([
    ['a release', RELEASE, releases()],
    ['a push of tags', '{ push: { tags: ["v*"] } }', releases()],
    ['a push of tags among other events', '{ pull_request: , push: { tags: ["v*"] } }', releases()],
    ['a filter that means nothing', '{ pull_request: { tags: ["v*"] } }', []],
    ['a push of a release branch', '{ push: { branches: [release/1] } }', releases()],
    ['a push of a release branch', '{ push: { branches: [main, releases-1] } }', releases()],
    ['a push of a release branch', '{ push: { branches: [release] } }', releases()],
    ['a push of a branch with such a name', '{ push: { branches: [release1] } }', []],
    ['a push of a branch with such a name', '{ push: { branches: [prerelease/1] } }', []],
    ['a pull request to a release branch', '{ pull_request: { branches: [release/1] } }', []],
    ['a push of any branch', '{ push: { branches: [main] } }', []],
    ['a pull request', 'pull_request', []],
  ])('a cache in a run for %s', (_name, on, expected) => {
    expect(judgeText(cachePoisoning, oneJobOf(cache, { on }))).toEqual(expected);
  });

  test.each<[string, boolean]>([
    ['pypa/gh-action-pypi-publish', true],
    ['softprops/action-gh-release', true],
    ['ncipollo/release-action', true],
    ['goreleaser/goreleaser-action', true],
    ['rubygems/release-gem', true],
    ['changesets/action', true],
    ['cycjimmy/semantic-release-action', true],
    ['JS-DevTools/npm-publish', true],
    ['actions/attest', true],
    ['actions/attest-build-provenance', true],
    ['acme/actions/attest', false],
    ['actions/upload-artifact', false],
  ])('a cache in a job of %s: %j', (action, publishes) => {
    const text = oneJobOf([...cache, `- uses: ${action}@v1`]);
    expect(judgeText(cachePoisoning, text)).toEqual(
      publishes ? ['6:15 job a publishes, and actions/cache of job a restores a cache'] : [],
    );
  });

  test('a cache in another job than the one that publishes', () => {
    const text = `${oneJobOf(cache)}  b:\n    steps: [{ uses: pypa/gh-action-pypi-publish@v1 }]\n`;
    expect(judgeText(cachePoisoning, text)).toEqual([]);
  });

  test.each<[string, string, boolean]>([
    ['actions/cache', '', true],
    ['Actions/Cache', '', true],
    ['actions/cache', 'lookup-only: true', false],
    ['actions/cache', 'lookup-only: false', true],
    ['actions/cache/restore', '', true],
    ['actions/cache/restore', 'lookup-only: true', false],
    ['actions/cache/save', '', false],
    ['actions/setup-go', '', true],
    ['actions/setup-go', 'cache: true', true],
    ['actions/setup-go', 'cache: false', false],
    ['actions/setup-go', 'cache: "${{ inputs.cache }}"', true],
    ['astral-sh/setup-uv', '', true],
    ['astral-sh/setup-uv', 'enable-cache: true', true],
    ['astral-sh/setup-uv', 'enable-cache: auto', true],
    ['astral-sh/setup-uv', 'enable-cache: false', false],
    ['jdx/mise-action', '', true],
    ['jdx/mise-action', 'cache: false', false],
    ['oven-sh/setup-bun', '', true],
    ['oven-sh/setup-bun', 'no-cache: true', false],
    ['gradle/actions/setup-gradle', '', true],
    ['gradle/actions/setup-gradle', 'cache-disabled: true', false],
    ['Swatinem/rust-cache', '', true],
    ['Swatinem/rust-cache', 'lookup-only: true', false],
    ['golangci/golangci-lint-action', '', true],
    ['golangci/golangci-lint-action', 'skip-cache: true', false],
    ['actions/setup-python', '', false],
    ['actions/setup-python', 'cache: pip', true],
    ['actions/setup-python', 'cache: ""', false],
    ['actions/setup-python', 'cache: false', false],
    ['actions/setup-python', 'cache: "${{ inputs.cache }}"', true],
    ['actions/setup-node', 'cache: npm', true],
    ['actions/setup-java', 'cache: maven', true],
    ['ruby/setup-ruby', 'bundler-cache: true', true],
    ['pnpm/action-setup', 'cache: true', true],
    ['acme/setup', 'cache: true', false],
  ])('%s with { %s } restores a cache: %j', (action, inputs, restores) => {
    const text = oneJobOf([`- uses: ${action}@v1`, `  with: { ${inputs} }`], { on: RELEASE });
    expect(judgeText(cachePoisoning, text)).toEqual(restores ? releases(action) : []);
  });
});

describe('github-env', () => {
  const found = ['6:14 computed text is written to the environment of later steps'];
  test.each<[string, readonly string[]]>([
    ['pull_request_target', found],
    ['workflow_run', found],
    ['pull_request', []],
    ['push', []],
  ])('computed text in a run of %s', (on, expected) => {
    const text = oneJobOf(['- run: echo "A=$B" >> "$GITHUB_ENV"'], { on });
    expect(judgeText(githubEnv, text)).toEqual(expected);
  });

  test.each<[string, boolean]>([
    ['echo "A=$B" >> $GITHUB_ENV', true],
    ['echo "A=$B" > "${GITHUB_ENV}"', true],
    ['echo "A=$B">>$GITHUB_PATH', true],
    ['echo "A=`date`" >> "$GITHUB_ENV"', true],
    ['echo "A=$B" | tee -a "$GITHUB_ENV"', true],
    ['echo "A=$B" | tee -a "$GITHUB_PATH"', true],
    ['Write-Output "A=$B" >> $env:GITHUB_ENV', true],
    ['Write-Output "A=$B" >> $ENV:GITHUB_PATH', true],
    ['echo "A=b" >> "$GITHUB_ENV"', false],
    ['echo "A=b" | tee -a "$GITHUB_ENV"', false],
    ['echo "A=$B" >> "$GITHUB_OUTPUT"', false],
    ['echo "A=$B" >> "$GITHUB_ENVIRONMENT"', false],
    ['echo "A=$B" | tee -a "$GITHUB_ENVIRONMENT"', false],
    ['echo "a/b" >> "$GITHUB_PATH"', false],
    ['Write-Output "A=b" >> $env:github_env', false],
    ['cat "$GITHUB_ENV"', false],
    ['echo "A=$B"', false],
  ])('%s: %j', (line, computed) => {
    const text = oneJobOf(['- run: |', `    ${line}`], { on: 'workflow_run' });
    expect(judgeText(githubEnv, text)).toHaveLength(computed ? 1 : 0);
  });
});

describe('bot-conditions', () => {
  const bot = "'dependabot[bot]'";
  const judge = (condition: string, on = 'pull_request') =>
    judgeText(botConditions, oneJobOf(['- run: make', `  if: ${condition}`], { on }));
  const trusts = (what: string) => [`7:13 condition trusts ${what}, which an attacker can trigger`];
  test.each<[string, boolean]>([
    ['pull_request', true],
    ['pull_request_target', true],
    ['workflow_run', true],
    ['issue_comment', true],
    ['push', false],
    ['schedule', false],
  ])('the actor of %s: %j', (on, found) => {
    const condition = `github.actor == ${bot}`;
    expect(judge(condition, on)).toEqual(found ? trusts(condition) : []);
  });

  test.each<[string, boolean]>([
    [`github.triggering_actor == ${bot}`, true],
    [`github.event.sender.login == ${bot}`, true],
    [`github.event.pull_request.sender.login == ${bot}`, true],
    [`GitHub.Actor == ${bot}`, true],
    [`${bot} == github.actor`, true],
    [`github.actor != ${bot}`, false],
    [`github.event.pull_request.user.login == ${bot}`, false],
    ["github.actor == 'octocat'", false],
    ["github.actor == 'octocat' && inputs.bot == 'x'", false],
    ['github.actor == inputs.bot', false],
  ])('%s: %j', (condition, found) => {
    expect(judge(`\${{ ${condition} }}`)).toHaveLength(found ? 1 : 0);
  });

  test('the condition of a job', () => {
    const text = oneJob([`if: github.actor == ${bot}`, 'steps: []'], { on: 'pull_request' });
    expect(judgeText(botConditions, text)).toHaveLength(1);
  });
});
