import { judgeText, oneJob, oneJobOf } from '../../fixtures/judge';
import { templateInjection } from './template-injection';

const script = (expression: string): string => oneJobOf([`- run: echo "\${{ ${expression} }}"`]);

describe('template-injection', () => {
  const stranger = 'an outsider controls';
  const caller = 'is not constant';
  const who = (text: string, settings: object = {}) =>
    judgeText(templateInjection, text, settings).map(
      (found) => /whose text (.*)$/.exec(found)?.[1] ?? found,
    );
  test.each([
    'github.head_ref',
    'github.event.issue.title',
    'github.event.issue.body',
    'github.event.pull_request.title',
    'github.event.pull_request.body',
    'github.event.discussion.title',
    'github.event.comment.body',
    'github.event.review.body',
    'github.event.review_comment.body',
    'github.event.pull_request.head.ref',
    'github.event.pull_request.head.label',
    'github.event.pull_request.head.repo.default_branch',
    'github.event.pull_request.head.repo.description',
    'github.event.pull_request.head.repo.homepage',
    'github.event.workflow_run.pull_requests[0].head.ref',
    'github.event.pages[0].page_name',
    'github.event.pages.*.title',
    'github.event.commits[0].message',
    'github.event.commits.*.author.email',
    'github.event.commits.*.author.name',
    'github.event.commits.*.committer.name',
    'github.event.head_commit.message',
    'github.event.head_commit.author.username',
    'github.event.workflow_run.head_commit.message',
    'github.event.workflow_run.head_branch',
    'github.event.workflow_run.display_title',
    'github.event.workflow_run.head_repository.description',
    'github.event.client_payload.anything',
    'github.event.release.name',
    "github.event['issue'].title",
    'GITHUB.Event.Issue.Title',
    "format('{0}', github.event.issue.title)",
    "github.event.issue.title || 'none'",
    "inputs.x == 'y' || github.event.issue.title",
    "format('a == b', github.head_ref)",
    "format('it''s == b', github.head_ref)",
    "format('{0}{1}', 1 == 1, github.event.issue.title)",
    "case(github.event_name == 'issues', github.event.issue.title, 'x')",
    "join(github.event.commits.*.message, '>')",
    "format('}}{0}', github.event.issue.title)",
    'github.event.issue.title || 1 == 2',
    `fromJSON(format('["{0}"]', github.event.issue.title))[0 == 1]`,
    '(github.event.issue.title)',
    "github['event']['issue']['title']",
    "github.event[format('issue')].title",
    'github[vars.X][vars.Y].title',
    'github.*.issue.title',
    'github.event.*.title',
    'toJSON(github)',
    'toJSON( github )',
    'toJSON(github.event)',
    'toJSON(github.event.issue)',
    "toJSON(github['event'])",
    "fromJSON(toJSON(github.event))['issue']",
    'toJSON(github.event.commits)',
    'newFunction(github.event.issue.title)',
    'github.event.head_commit.author.email',
    "inputs.x == 'y' && github.event.issue.title",
  ])('%s: an outsider controls', (expression) => {
    expect(who(script(expression))).toEqual([stranger]);
    expect(who(script(expression), { callers: false })).toEqual([stranger]);
  });

  test.each([
    'inputs.name',
    'github.event.inputs.name',
    'github.ref',
    'github.ref_name',
    'github.base_ref',
    'github.event.label.name',
    'github.event.issue.labels.*.name',
    'steps.x.outputs.y',
    'needs.x.outputs.y',
    'env.UNSET',
    'matrix.os',
    'toJSON( needs )',
    'toJSON(steps)',
    'toJSON(steps.x)',
    'toJSON(steps.x.outputs)',
    'toJSON(needs.x.outputs)',
    'toJSON(github.event.issue.user)',
    'toJSON(inputs)',
    'steps[inputs.step].outputs.y',
    'toJSON(env)',
    'env[inputs.name]',
    'toJSON(matrix)',
  ])('%s: a caller or a step decides', (expression) => {
    expect(who(script(expression))).toEqual([caller]);
    expect(who(script(expression), { callers: false })).toEqual([]);
  });

  test.each([
    'github.sha',
    "format('{0}', contains(github.head_ref, 'x'))",
    "case(github.head_ref == 'x', 'a', 'b')",
    'github.head_ref && 1',
    'github.event',
    'github.event.issue.title ==',
    'toJSON(github.sha)',
    'toJSON(runner)',
    'matrix',
    'github.event.pull_request.head.sha',
    'github.event.pull_request.number',
    'github.event.issue.user.login',
    'github.event.repository.full_name',
    'runner.os',
    'secrets.TOKEN',
    'steps.x.outputs.cache-hit',
    'steps.x.outputs.artifact-id',
    'steps.x.outputs.artifact-digest',
    'needs.x.outputs.digest',
    'steps.x.outcome',
    "'github.head_ref'",
    "github.head_ref == 'main'",
    "github.head_ref != 'main'",
    'github.event.issue.title > 3',
    '!github.head_ref',
    "contains(github.event.issue.title, 'x')",
    "startsWith(github.head_ref, 'x')",
    "endsWith(github.head_ref, 'x')",
    'hashFiles(github.head_ref)',
    "Contains(github.head_ref, 'x')",
    'github.event.issue.title < 3',
    "format('github.event.issue.title')",
    'success()',
  ])('%s: fixed', (expression) => {
    expect(who(script(expression))).toEqual([]);
  });

  // What GitHub makes itself: numbers, hashes, states, dates, and addresses of names that it has validated.
  test.each([
    ...['id', 'node_id', 'number', 'sha', 'before', 'after', 'head_sha', 'merge_commit_sha'],
    ...['run_id', 'run_number', 'run_attempt', 'created_at', 'updated_at', 'pushed_at', 'action'],
    ...['merged', 'draft', 'locked', 'state', 'state_reason', 'conclusion', 'status', 'event'],
    ...['type', 'size', 'fork', 'private', 'visibility', 'commits_url', 'html_url', 'url'],
    ...['git_url', 'clone_url', 'ssh_url', 'diff_url', 'patch_url', 'additions', 'deletions'],
    ...['changed_files', 'comments', 'review_comments', 'author_association', 'full_name', 'login'],
    ...['default_branch', 'sender', 'installation', 'repository_owner', 'node', 'mergeable'],
    ...['maintainer_can_modify', 'rebaseable', 'forced', 'deleted', 'created', 'digest'],
    ...['schedule', 'timestamp', 'tree_id', 'distinct'],
  ])('the field %s of an event is fixed, and one that ends like it is not', (field) => {
    expect(who(script(`github.event.thing.${field}`))).toEqual([]);
    expect(who(script(`github.event.thing.my_${field}`))).toEqual([caller]);
    expect(who(script(`github.event.thing.${field}.name`))).toEqual([caller]);
  });

  test.each<[string, string, readonly string[]]>([
    [
      'a variable of the step that is plain',
      oneJobOf(['- run: ${{ env.A }}', '  env: { A: x }']),
      [],
    ],
    [
      'a variable of the step that is not',
      oneJobOf(['- run: ${{ env.A }}', '  env: { A: "${{ github.head_ref }}" }']),
      [caller],
    ],
    [
      'a variable of the job that is plain',
      oneJob(['env: { A: x }', 'steps: [{ run: "${{ env.A }}" }]']),
      [],
    ],
    [
      'a variable of the workflow that is plain',
      oneJob(['steps: [{ run: "${{ env.a }}" }]'], { top: ['env: { A: x }'] }),
      [],
    ],
    [
      'a variable of the step before that of the job',
      oneJob(['env: { A: "${{ inputs.x }}" }', 'steps: [{ run: "${{ env.A }}", env: { A: x } }]']),
      [],
    ],
    [
      'a matrix that is written out',
      oneJob(['strategy: { matrix: { os: [a, b] } }', 'steps: [{ run: "${{ matrix.os }}" }]']),
      [],
    ],
    [
      'a matrix with a computed value',
      oneJob([
        'strategy: { matrix: { os: [a, "${{ inputs.x }}"] } }',
        'steps: [{ run: "${{ matrix.os }}" }]',
      ]),
      [caller],
    ],
    [
      'another axis with a computed value',
      oneJob([
        'strategy: { matrix: { os: [a], x: ["${{ inputs.x }}"] } }',
        'steps: [{ run: "${{ matrix.os }}" }]',
      ]),
      [],
    ],
    [
      'a computed matrix',
      oneJob([
        'strategy: { matrix: "${{ fromJSON(inputs.x) }}" }',
        'steps: [{ run: "${{ matrix.os }}" }]',
      ]),
      [caller],
    ],
    [
      'a matrix whose include is computed',
      oneJob([
        'strategy: { matrix: { os: [a], include: "${{ fromJSON(inputs.x) }}" } }',
        'steps: [{ run: "${{ matrix.os }}" }]',
      ]),
      [caller],
    ],
    [
      'a part of a value that is computed',
      oneJob([
        'strategy: { matrix: { os: [{ name: "${{ inputs.x }}" }], v: [{ name: a }] } }',
        'steps: [{ run: "${{ matrix.os.name }} ${{ matrix.v.name }}" }]',
      ]),
      [caller],
    ],
    [
      'a value of include that is computed',
      oneJob([
        'strategy: { matrix: { os: [a], include: [{ os: "${{ inputs.x }}" }] } }',
        'steps: [{ run: "${{ matrix.os }}" }]',
      ]),
      [caller],
    ],
    [
      'an input of an action that is no code',
      oneJobOf(['- uses: acme/x@v1', '  with: { script: "${{ github.head_ref }}" }']),
      [],
    ],
    ['the environment', oneJobOf(['- run: make', '  env: { A: "${{ github.head_ref }}" }']), []],
    [
      'two expressions',
      oneJobOf(['- run: ${{ inputs.x }} ${{ github.head_ref }}']),
      [caller, stranger],
    ],
  ])('%s', (_name, text, expected) => {
    expect(who(text)).toEqual(expected);
  });

  test.each([
    ['actions/github-script', 'script'],
    ['Azure/CLI', 'inlineScript'],
    ['azure/powershell', 'inlineScript'],
    ['appleboy/ssh-action', 'script'],
    ['jannekem/run-python-script-action', 'script'],
    ['Amadevus/pwsh-script', 'script'],
    ['mikefarah/yq', 'cmd'],
  ])('%s runs its input %s', (action, input) => {
    const text = oneJobOf([
      `- uses: ${action}@v1`,
      `  with: { ${input}: "\${{ github.head_ref }}" }`,
    ]);
    expect(who(text)).toEqual([stranger]);
    expect(who(text.replace(`${input}:`, 'other:'))).toEqual([]);
  });

  test('a finding shows the expression, shortened, at its place', () => {
    const long = `format('${'x'.repeat(60)}', github.head_ref)`;
    expect(
      judgeText(templateInjection, oneJobOf(['- run: |', '    echo', `    echo \${{ ${long} }}`])),
    ).toEqual([
      `8:16 script contains \${{ ${long.slice(0, 57)}... }}, whose text an outsider controls`,
    ]);
    const short = `format('${'x'.repeat(33)}', github.head_ref)`;
    expect(short).toHaveLength(60);
    expect(judgeText(templateInjection, script(short))).toEqual([
      `6:20 script contains \${{ ${short} }}, whose text an outsider controls`,
    ]);
  });

  test.each<[string, readonly string[]]>([
    ['a script', ['- run: echo "${{ github.head_ref }}"']],
    [
      'the command line of a shell',
      ['- run: echo', '  shell: bash -c "${{ github.head_ref }}" {0}'],
    ],
    ['an escape hides the braces', ['- run: "echo $\\u007b{ github.head_ref }}"']],
    ['a folded line parts them', ['- run: "echo $\\', '    {{ github.head_ref }}"']],
    [
      'another input of an action',
      ['- uses: addnab/docker-run-action@v3', '  with: { Options: "${{ github.head_ref }}" }'],
    ],
    [
      'an input that runs as code',
      ['- uses: actions/github-script/@v7', '  with: { script: "f(\'${{ github.head_ref }}\')" }'],
    ],
  ])('%s', (_name, steps) => {
    expect(who(oneJobOf(steps))).toEqual([stranger]);
  });

  test('what stands behind an anchor is found once', () => {
    const text = [
      ...['on: issues', 'jobs:', '  a:', '    runs-on: x', '    steps: &steps'],
      ...[
        '      - run: echo "${{ github.event.issue.title }}"',
        '      - run: echo "${{ github.head_ref }}"',
      ],
      ...['  b: { runs-on: x, steps: *steps }', '  c: { runs-on: x, steps: *steps }', ''],
    ].join('\n');
    expect(judgeText(templateInjection, text)).toHaveLength(2);
  });

  test('what runs in parallel is found', () => {
    const text = oneJobOf(['- parallel:', '    - run: echo "${{ github.head_ref }}"']);
    expect(who(text)).toEqual([stranger]);
  });
});
