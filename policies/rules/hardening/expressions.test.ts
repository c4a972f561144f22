import { judgeText, oneJob, oneJobOf } from '../../fixtures/judge';
import { overprovisionedSecrets } from './overprovisioned-secrets';
import { templateInjection } from './template-injection';
import { unredactedSecrets } from './unredacted-secrets';
import { unsoundConditions } from './unsound-conditions';
import { unsoundContains } from './unsound-contains';
import { unsoundTernary } from './unsound-ternary';

const script = (expression: string): string => oneJobOf([`- run: echo "\${{ ${expression} }}"`]);
const value = (expression: string): string =>
  oneJobOf(['- run: make', '  env:', `    X: \${{ ${expression} }}`]);
const condition = (text: string): string => oneJobOf(['- run: make', `  if: ${text}`]);

describe('template-injection', () => {
  const stranger = 'a stranger decides';
  const caller = 'is not fixed here';
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
    "inputs.x == 'y' && github.event.issue.title",
  ])('%s: a stranger decides', (expression) => {
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
    'toJSON(github)',
    'toJSON( needs )',
    'toJSON(steps)',
    'toJSON(env)',
    'toJSON(matrix)',
  ])('%s: a caller or a step decides', (expression) => {
    expect(who(script(expression))).toEqual([caller]);
    expect(who(script(expression), { callers: false })).toEqual([]);
  });

  test.each([
    'github.sha',
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
    'github.event.issue.comments > 3',
    '!github.head_ref',
    "contains(github.event.issue.title, 'x')",
    "startsWith(github.head_ref, 'x')",
    "endsWith(github.head_ref, 'x')",
    "hashFiles('**/uv.lock')",
    'success()',
  ])('%s: fixed', (expression) => {
    expect(who(script(expression))).toEqual([]);
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
      `8:16 script contains \${{ ${long.slice(0, 57)}... }}, whose text a stranger decides`,
    ]);
    const short = `format('${'x'.repeat(33)}', github.head_ref)`;
    expect(short).toHaveLength(60);
    expect(judgeText(templateInjection, script(short))).toEqual([
      `6:20 script contains \${{ ${short} }}, whose text a stranger decides`,
    ]);
  });
});

describe('unsound-conditions', () => {
  const found = (place: string) => [
    `${place} condition is always true: text stands outside \${{ }}`,
  ];
  test.each<[string, string, readonly string[]]>([
    ['no expression', condition('always()'), []],
    ['one expression', condition('${{ always() }}'), []],
    ['an expression and spaces', condition('" ${{ always() }}  "'), []],
    ['a block that keeps its line break', condition('|\n          ${{ always() }}'), found('7:13')],
    ['a block that keeps none', condition('|-\n          ${{ always() }}'), []],
    ['an expression and text', condition('"${{ always() }} && x"'), found('7:13')],
    ['text and an expression', condition('"x && ${{ always() }}"'), found('7:13')],
    ['a job', oneJob(['if: "${{ always() }} x"']), found('5:9')],
    ['none', oneJobOf(['- run: make']), []],
  ])('%s', (_name, text, expected) => {
    expect(judgeText(unsoundConditions, text)).toEqual(expected);
  });
});

describe('unsound-contains', () => {
  test.each<[string, boolean]>([
    ["contains('main develop', github.ref_name)", true],
    ["contains('main', inputs.x)", true],
    ["contains('main', env.X)", true],
    ["contains('main', needs.a.outputs.x)", true],
    ["contains('main', steps.a.outputs.x)", true],
    ["contains('main', matrix.os)", true],
    ["CONTAINS ( 'it''s main' , GitHub.ref_name)", true],
    ["contains('main', 'a')", false],
    ["contains('main', secrets.X)", false],
    ["contains('main', mygithub.x)", false],
    ["contains(github.ref_name, 'main')", false],
    ['contains(fromJSON(\'["main"]\'), github.ref_name)', false],
    ["mycontains('main', github.ref_name)", false],
  ])('%s: %j', (text, found) => {
    expect(judgeText(unsoundContains, condition(`\${{ ${text} }}`))).toHaveLength(found ? 1 : 0);
    expect(judgeText(unsoundContains, oneJob([`if: \${{ ${text} }}`]))).toHaveLength(found ? 1 : 0);
  });

  test('a finding names what is looked for', () => {
    expect(judgeText(unsoundContains, condition("contains('a b', github.ref_name)"))).toEqual([
      '7:13 contains looks for github.ref_name in a string: any part of it matches',
    ]);
  });
});

describe('unsound-ternary', () => {
  test.each<[string, string | undefined]>([
    ["inputs.x && '' || 'y'", "''"],
    ["inputs.x && false || 'y'", 'false'],
    ["inputs.x && null || 'y'", 'null'],
    ["inputs.x && 0 || 'y'", '0'],
    ["inputs.x && -0 || 'y'", '-0'],
    ["inputs.x && 0.0 || 'y'", '0.0'],
    ["inputs.x && NaN || 'y'", 'NaN'],
    ["inputs.x && 'y' || ''", undefined],
    ["inputs.x && 1 || 'y'", undefined],
    ["inputs.x && 10 || 'y'", undefined],
    ["inputs.x && '&& 0 ||' || 'y'", undefined],
    ["inputs.x && ''", undefined],
    ["'' || 'y'", undefined],
  ])('%s never gives %s', (expression, never) => {
    expect(judgeText(unsoundTernary, value(expression))).toEqual(
      never === undefined
        ? []
        : [`8:14 \${{ … && ${never} || … }} never gives ${never}, which counts as false`],
    );
  });
});

describe('overprovisioned-secrets', () => {
  test.each<[string, boolean]>([
    ['toJSON(secrets)', true],
    ['ToJson( secrets )', true],
    ['secrets[inputs.name]', true],
    ["Secrets[format('{0}_KEY', inputs.name)]", true],
    ["secrets['NAME']", false],
    ['secrets.NAME', false],
    ['toJSON(secrets.NAME)', false],
    ["'toJSON(secrets)'", false],
    ['mysecrets[inputs.name]', false],
    ['toJSON(mysecrets)', false],
  ])('%s: %j', (expression, found) => {
    expect(judgeText(overprovisionedSecrets, value(expression))).toEqual(
      found ? [`8:14 expression takes every secret: ${expression}`] : [],
    );
  });
});

describe('unredacted-secrets', () => {
  test.each<[string, boolean]>([
    ['fromJSON(secrets.DATABASE).password', true],
    ['FromJson ( Secrets.DATABASE )', true],
    ['fromJSON(vars.DATABASE).password', false],
    ['fromJSON(secretsOf.x)', false],
    ['secrets.DATABASE', false],
    ['myfromJSON(secrets.x)', false],
  ])('%s: %j', (expression, found) => {
    expect(judgeText(unredactedSecrets, value(expression))).toEqual(
      found ? [`8:14 a part of a secret is not hidden in logs: ${expression}`] : [],
    );
  });
});
