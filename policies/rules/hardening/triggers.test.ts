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
    ['github.event.number', true],
    ['steps.pr.outputs.head_sha', true],
    ['needs.pr.outputs.sha', true],
    ['github.event.workflow_run', true],
    ['github.event.comment.body', true],
    ['github.event.client_payload.ref', true],
    ['env.UNSET', true],
    ['github.*', true],
    ['github.sha', false],
    ['github.ref_name', false],
    ['github.event.repository.default_branch', false],
    ['vars.BRANCH', false],
    ['matrix.branch', false],
    ["github.event_name == 'x' && 'main' || 'develop'", false],
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
    ['with more blanks', 'gh pr  checkout 1', fetched('6:14')],
    ['by its ref', 'git fetch origin "pull/$N/head:pr" && git checkout pr', fetched('6:14')],
    ['by the ref of its merge', 'git pull origin refs/pull/7/merge', fetched('6:14')],
    ['by a value of the event', 'git checkout ${{ github.event.issue.number }}', fetched('6:14')],
    ['not by a command that reads', 'gh pr view "$NUMBER"', []],
    ['not by a branch of ours', 'git fetch origin main', []],
    ['not by a word of another command', 'echo "pull/1/head"', []],
    ['not by a name that holds it', 'mygh pr checkout', []],
  ])('a script fetches foreign code %s', (_name, line, expected) => {
    const text = oneJobOf([`- run: ${line}`], { on: 'issue_comment' });
    expect(judgeText(dangerousTriggers, text)).toEqual(expected);
  });

  test.each<[string, readonly string[], number]>([
    [
      'a variable of the step',
      [
        ...['- uses: actions/checkout@v7', '  with: { ref: "${{ env.SHA }}" }'],
        '  env: { SHA: "${{ github.event.workflow_run.head_sha }}" }',
      ],
      1,
    ],
    [
      'a variable that is written out',
      [
        ...['- uses: actions/checkout@v7', '  with: { ref: "${{ env.SHA }}" }'],
        '  env: { SHA: main }',
      ],
      0,
    ],
    [
      'a variable that is set from itself',
      [
        ...['- uses: actions/checkout@v7', '  with: { ref: "${{ env.SHA }}" }'],
        '  env: { SHA: "${{ env.SHA }}" }',
      ],
      1,
    ],
    [
      'a ref with a number',
      ['- uses: actions/checkout@v7', '  with: { ref: refs/pull/7/head }'],
      1,
    ],
    [
      'a script with a variable of the event',
      ['- run: git checkout "$SHA"', '  env: { SHA: "${{ github.event.pull_request.head.sha }}" }'],
      1,
    ],
    [
      'a script with another variable',
      ['- run: git checkout "$SHA"', '  env: { SHA: "${{ github.sha }}" }'],
      0,
    ],
    [
      'a checkout in parallel',
      [
        ...['- parallel:', '    - uses: actions/checkout@v7'],
        '      with: { ref: "${{ github.head_ref }}" }',
      ],
      1,
    ],
  ])('code that is fetched by %s', (_name, steps, count) => {
    expect(judgeText(dangerousTriggers, oneJobOf(steps, { on: 'workflow_run' }))).toHaveLength(
      count,
    );
  });

  const download = (path?: string, id = '${{ github.event.workflow_run.id }}') => [
    '- uses: actions/download-artifact@v8',
    `  with: { run-id: "${id}"${path === undefined ? '' : `, path: ${path}`} }`,
  ];
  test.each<[string, readonly string[], number]>([
    ['a file of it', [...download('in'), '- run: ./in/run.sh'], 1],
    ['a file of it by a shell', [...download('./in/'), '- run: bash in/run.sh'], 1],
    ['what stands beside no code of ours', [...download(), '- run: ./run.sh'], 1],
    ['a file of ours', ['- uses: actions/checkout@v7', ...download('in'), '- run: ./run.sh'], 0],
    ['what may be ours', ['- uses: actions/checkout@v7', ...download(), '- run: ./run.sh'], 0],
    ['what reads it', [...download('in'), '- run: jq . in/data.json'], 0],
    ['a program of the machine', [...download(), '- run: python3 -c "print(1)"'], 0],
    ['before it is there', ['- run: ./in/run.sh', ...download('in')], 0],
    ['an artifact of the same run', ['- uses: actions/download-artifact@v8', '- run: ./run.sh'], 0],
  ])('an artifact of another run, and a script that runs %s', (_name, steps, count) => {
    expect(judgeText(dangerousTriggers, oneJobOf(steps, { on: 'workflow_run' }))).toHaveLength(
      count,
    );
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
    ['cat artifact.env >> $GITHUB_ENV', true],
    ['echo $(cat x) >>$GITHUB_PATH', true],
    ['printf "%s" "$T" | tee -a "$GITHUB_ENV"', true],
    ['"A=$env:TITLE" | Out-File -FilePath $env:GITHUB_ENV -Append', true],
    ['echo "A=%TITLE%" >> %GITHUB_ENV%', true],
    ["open(os.environ['GITHUB_ENV'],'a').write(os.environ['TITLE'])", true],
    ['jq -r .x data.json >> "${GITHUB_ENV}"', true],
    ['"A=b" | Out-File -FilePath $env:GITHUB_ENV -Append', false],
    ['echo A=b>> %GITHUB_ENV%', false],
    ['cat "$GITHUB_ENV"', false],
    ['echo "A=$B"', false],
  ])('%s: %j', (line, computed) => {
    const text = oneJobOf(['- run: |', `    ${line}`], { on: 'workflow_run' });
    expect(judgeText(githubEnv, text)).toHaveLength(computed ? 1 : 0);
  });

  test.each<[string, readonly string[], boolean]>([
    ['a group', ['{', '  echo "A<<E"', '  echo "$TITLE"', '  echo E', '} >> "$GITHUB_ENV"'], true],
    ['a group of fixed texts', ['{', '  echo "A=b"', '} >> "$GITHUB_ENV"'], false],
    ['a heredoc', ['cat <<X >> $GITHUB_ENV', 'A=$TITLE', 'X'], true],
    ['a heredoc of fixed text', ['cat <<X >> $GITHUB_ENV', 'A=b', 'X'], false],
  ])('%s', (_name, lines, computed) => {
    const text = oneJobOf(['- run: |', ...lines.map((line) => `    ${line}`)], {
      on: 'pull_request_target',
    });
    expect(judgeText(githubEnv, text)).toHaveLength(computed ? 1 : 0);
  });
});

describe('bot-conditions', () => {
  const bot = "'dependabot[bot]'";
  const judge = (condition: string, on = 'pull_request') =>
    judgeText(botConditions, oneJobOf(['- run: make', `  if: ${condition}`], { on }));
  const trusts = (what: string) => [
    `7:13 condition trusts a bot by ${what}, which an attacker can trigger`,
  ];
  test.each<[string, boolean]>([
    ['pull_request', true],
    ['pull_request_target', true],
    ['workflow_run', true],
    ['issue_comment', true],
    ['push', false],
    ['schedule', false],
  ])('the actor of %s: %j', (on, found) => {
    const condition = `github.actor == ${bot}`;
    expect(judge(condition, on)).toEqual(found ? trusts('github.actor') : []);
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
    ["github.actor_id == '49699333'", true],
    ['github.actor_id == 49699333', true],
    ["github['actor'] == 'dependabot[bot]'", true],
    ["(github.actor) == 'dependabot[bot]'", true],
    ["github.event.sender.type == 'Bot'", true],
    [`contains(fromJSON('["dependabot[bot]","renovate[bot]"]'), github.actor)`, true],
    ["contains(github.actor, 'bot')", true],
    ["startsWith(github.actor, 'dependabot')", true],
    ["endsWith(github.actor, '[bot]')", true],
    ["github.event.sender.login == 'dependabot[bot]' || true", true],
    ["startsWith(github.actor, 'robot')", false],
    ["contains(github.event.pull_request.labels.*.name, 'bot')", false],
    ["github.event.pull_request.user.login == 'dependabot[bot]' && github.actor == 'x'", false],
  ])('%s: %j', (condition, found) => {
    expect(judge(`\${{ ${condition} }}`)).toHaveLength(found ? 1 : 0);
  });

  test('the condition of a job', () => {
    const text = oneJob([`if: github.actor == ${bot}`, 'steps: []'], { on: 'pull_request' });
    expect(judgeText(botConditions, text)).toHaveLength(1);
  });
});
