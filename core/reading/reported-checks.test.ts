import { exampleSettings, renderPipeline } from '../pipeline';
import { checksCalled, reportedChecks, type WorkflowAt } from './reported-checks';
import { isUnreadable, readWorkflow } from './read-workflow';
import { whyNotReported } from './why-not-reported';
import { type Workflow } from './workflow';

function workflowOf(text: string, path = '.github/workflows/ci.yml'): Workflow {
  const result = readWorkflow(path, text);
  if (isUnreadable(result)) throw new Error(result.reason);
  return result;
}

/** A workflow whose one job, `a`, has these lines. */
const oneJob = (...lines: readonly string[]): Workflow =>
  workflowOf(`on: push\njobs:\n  a:\n    ${lines.join('\n    ')}\n`);

/** Names as people see them, with `?` before one that only the run knows. */
const named = (workflow: Workflow, at?: WorkflowAt): readonly string[] =>
  reportedChecks(workflow, at).map(({ name }) => `${name.certain ? '' : '? '}${name.text}`);

const MATRIX = 'strategy: { matrix: { python: ["3.12", "3.13"], os: [linux] } }';
const matrix = (text: string): string => `strategy: { matrix: ${text} }`;
const long = 'x'.repeat(90);

type Names = [what: string, lines: readonly string[], names: readonly string[]];

describe('the names of a job', () => {
  test.each<Names>([
    ['its id', ['steps: []'], ['a']],
    ['its name', ['name: Test Suite'], ['Test Suite']],
    ['its id where the name is empty', ['name: ""'], ['a']],
    ['a name without quotes that is a number', ['name: 3.10'], ['3.1']],
    ['a name with quotes that is a number', ['name: "3.10"'], ['3.10']],
    ['a name of more than 100 characters', [`name: ${long}${long}`], [`${long}xxxxxxx...`]],
  ])('%s', (_what, lines, expected) => {
    expect(named(oneJob(...lines))).toEqual(expected);
  });

  test.each<Names>([
    ['its id', [MATRIX], ['a (3.12, linux)', 'a (3.13, linux)']],
    ['its name', [MATRIX, 'name: T'], ['T (3.12, linux)', 'T (3.13, linux)']],
    ['an unquoted 3.10', [matrix('{ v: [3.10, "3.10"] }')], ['a (3.1)', 'a (3.10)']],
    [
      'other scalars',
      [matrix('{ v: [1e3, 0x1F, 017, on, yes, true, FALSE, 1_0, !!str 3.10] }')],
      [
        'a (1000)',
        'a (31)',
        'a (17)',
        'a (on)',
        'a (yes)',
        'a (true)',
        'a (false)',
        'a (1_0)',
      ].concat('a (3.10)'),
    ],
    [
      'nothing for null and empty texts',
      [matrix('{ v: [~, "", x], w: [1] }')],
      ['a (1)', 'a (x, 1)'],
    ],
    ['no parentheses where nothing shows', [matrix('{ v: [null] }')], ['a']],
    [
      'the leaves of lists and maps',
      [matrix('{ v: [{ n: A, l: [1, { z: 2 }] }, [x, y]], w: [3] }')],
      ['a (A, 1, 2, 3)', 'a (x, y, 3)'],
    ],
    [
      'what exclude leaves, by parts of a combination',
      [matrix('{ v: [1, 2, 3], w: [x, y], exclude: [{ v: 1 }, { v: 2, w: y }] }')],
      ['a (2, x)', 'a (3, x)', 'a (3, y)'],
    ],
    [
      'what exclude leaves, compared as GitHub does: without case, a text as a number',
      [matrix('{ V: [A, b, "3.0"], exclude: [{ v: a }, { v: 3 }] }')],
      ['a (b)'],
    ],
    [
      'what exclude leaves, by parts of a map',
      [matrix('{ v: [{ a: 1, b: 2 }, { a: 1, b: 3 }, x], exclude: [{ v: { b: 2 } }] }')],
      ['a (1, 3)', 'a (x)'],
    ],
    ['its id alone where nothing is left', [matrix('{ v: [1], exclude: [{ v: 1 }] }')], ['a']],
    [
      'no value that include adds to a combination',
      [matrix('{ v: [1, 2], include: [{ v: 1, extra: x }, { all: y }] }')],
      ['a (1)', 'a (2)'],
    ],
    [
      'a combination that include adds, the axes first',
      [matrix('{ v: [1], w: [x], include: [{ extra: e, w: y, v: 1 }] }')],
      ['a (1, x)', 'a (y, 1, e)'],
    ],
    [
      'an excluded combination that include brings back',
      [matrix('{ v: [1, 2], exclude: [{ v: 2 }], include: [{ v: 2, extra: x }] }')],
      ['a (1)', 'a (2, x)'],
    ],
    [
      'each entry where there is nothing but include',
      [matrix('{ include: [{ os: linux, v: 1 }, { os: mac }, { os: linux }] }')],
      ['a (linux, 1)', 'a (mac)', 'a (linux)'],
    ],
    ['equal names once', [matrix('{ v: [1, 1.0, "1"] }')], ['a (1)']],
    [
      'names of more than 100 characters',
      [matrix('{ v: [1, 2] }'), `name: ${long}zzzzzzzzzz`],
      [`${long}zzzzzzz...`],
    ],
  ])('with the values of a matrix behind it: %s', (_what, lines, expected) => {
    expect(named(oneJob(...lines))).toEqual(expected);
  });

  test.each<Names>([
    [
      'axes',
      [MATRIX, 'name: "T ${{ matrix.python }} on ${{matrix.os}}"'],
      ['T 3.12 on linux', 'T 3.13 on linux'],
    ],
    ['one axis: each once', [MATRIX, 'name: "T on ${{ matrix.os }}"'], ['T on linux']],
    [
      'parts of a value, by every way to write them, without case',
      [
        matrix('{ c: [{ Name: A, l: [x, y] }] }'),
        `name: "\${{ matrix.c.name }} \${{ Matrix['C']['NAME'] }} \${{ matrix.c.l[1] }}"`,
      ],
      ['A A y'],
    ],
    ['numbers', [matrix('{ v: [3.10, 1e3] }'), 'name: "v${{ matrix.v }}"'], ['v3.1', 'v1000']],
    [
      'lists and maps',
      [matrix('{ v: [[1], { a: 1 }] }'), 'name: v ${{ matrix.v }}'],
      ['v Array', 'v Object'],
    ],
    [
      'a value that include adds',
      [matrix('{ v: [1, 2], include: [{ v: 2, t: last }] }'), 'name: "v${{ matrix.t }}."'],
      ['v.', 'vlast.'],
    ],
    [
      'the later one of two that include adds',
      [matrix('{ v: [1], include: [{ t: x }, { v: 1, t: y }] }'), 'name: "v${{ matrix.t }}"'],
      ['vy'],
    ],
    ['a value that is not there', [MATRIX, 'name: "T${{ matrix.x }}"'], ['T']],
    ['a matrix that is not there', ['name: "T${{ matrix.x }}"'], ['T']],
    [
      'no value at all: then there is no name',
      [matrix('{ include: [{ v: 1, t: T }, { v: 2 }] }'), 'name: "${{ matrix.t }}"'],
      ['T', 'a (2)'],
    ],
    [
      'the first of two that is not empty',
      [
        matrix('{ include: [{ v: 1, t: x }, { v: 0 }, {v: "", t: ~ }] }'),
        `name: "\${{ matrix.t || matrix.v||'no' }}."`,
      ],
      ['x.', 'no.'],
    ],
    [
      'nothing at the end, where blanks do not count',
      [matrix('{ include: [{ t: x }, { t: "" }] }'), 'name: T ${{ matrix.t }}'],
      ['T x', 'T'],
    ],
    ['a text', [`name: "\${{ 'it''s' }} $&"`], ["it's $&"]],
  ])('with expressions that the file answers: %s', (_what, lines, expected) => {
    expect(named(oneJob(...lines))).toEqual(expected);
  });
});

type Open = [
  what: string,
  lines: readonly string[],
  names: readonly string[],
  may: readonly string[],
  never: readonly string[],
];

describe('what only the run knows', () => {
  test.each<Open>([
    ['a name', ['name: "T ${{ inputs.x }}"'], ['? T …'], ['T 1', 'T'], ['U 1']],
    [
      'an expression that is more than a path',
      [matrix('{ v: [1, 2] }'), "name: T${{ matrix.v == 1 && 'a' || 'b' }}."],
      ['? T….'],
      ['Ta.'],
      ['U'],
    ],
    [
      'a name beside an axis',
      [matrix('{ v: [1] }'), 'name: "${{ inputs.x }} (${{ matrix.v }}) b"'],
      ['? … (1) b'],
      ['a (1) b', '(1) b'],
      ['a (2) b', 'a (1)'],
    ],
    [
      'a whole matrix',
      ['strategy: { matrix: "${{ fromJSON(needs.x.outputs.m) }}" }', 'name: test'],
      ['? test (…)', '? test'],
      ['test (3.10)', 'test (a, b)', 'test', `test (${long}yy...`],
      ['test 3.10', 'tests (3.10)', 'test (3.10) / x', 'test ('],
    ],
    [
      'a whole strategy',
      ['strategy: ${{ fromJSON(inputs.s) }}'],
      ['? a (…)', '? a'],
      ['a (1)'],
      ['b'],
    ],
    [
      'an axis',
      [matrix('{ os: [linux, mac], v: "${{ fromJSON(inputs.v) }}" }')],
      ['? a (linux, …)', '? a (mac, …)'],
      ['a (linux, 3.10)', 'a (mac)'],
      ['a', 'a (3.10)', 'a (windows, 3.10)'],
    ],
    [
      'one value',
      [matrix('{ v: [1, "${{ inputs.v }}", "x-${{ inputs.v }}"], w: [z] }')],
      ['a (1, z)', '? a (…, z)', '? a (x-…, z)'],
      ['a (2, z)', 'a (z)', 'a (x-2, z)'],
      ['a (2)', 'a (1)'],
    ],
    [
      'a value that a name reads',
      [matrix('{ os: [linux, "${{ inputs.os }}"] }'), 'name: "T ${{ matrix.os }}!"'],
      ['T linux!', '? T …!'],
      ['T mac!'],
      ['T mac'],
    ],
    [
      'exclude: each combination may be gone, and all of them',
      [matrix('{ v: [1, 2], exclude: "${{ fromJSON(inputs.e) }}" }')],
      ['? a (1)', '? a (2)', '? a'],
      ['a (1)', 'a'],
      ['a (3)'],
    ],
    [
      'a value of exclude',
      [matrix('{ v: [1, 2], w: [x], exclude: [{ v: 1, w: "${{ inputs.w }}" }] }')],
      ['? a (1, x)', 'a (2, x)'],
      ['a (1, x)'],
      ['a (3, x)'],
    ],
    [
      'include: there may be more',
      [matrix('{ v: [1], include: "${{ fromJSON(inputs.i) }}" }')],
      ['a (1)', '? a (…)'],
      ['a (7, x)'],
      ['b (7)'],
    ],
    [
      'include, and a name with a value that it may add',
      [
        matrix('{ v: [1], include: "${{ fromJSON(inputs.i) }}" }'),
        'name: "${{ matrix.v }}-${{ matrix.t }}"',
      ],
      ['? 1-…', '? …-…'],
      ['1-x', '2-'],
      ['1'],
    ],
    [
      'an entry of include that may extend a combination or be a job of its own',
      [matrix('{ v: [1, 2], include: [{ v: "${{ inputs.v }}", t: x }] }')],
      ['a (1)', 'a (2)', '? a (…, x)'],
      ['a (3, x)', 'a (x)'],
      ['a (3)'],
    ],
    [
      'more than GitHub runs',
      [
        matrix(
          `{ ${'abcd'
            .split('')
            .map((axis) => `${axis}: [0,1,2,3,4,5,6,7,8,9]`)
            .join(', ')} }`,
        ),
      ],
      ['? a (…)', '? a'],
      ['a (1, 2, 3, 4)'],
      ['b (1)'],
    ],
  ])('%s', (_what, lines, names, may, never) => {
    const workflow = oneJob(...lines);
    expect(named(workflow)).toEqual(names);
    const isThere = (context: string) => checksCalled(context, reportedChecks(workflow)).length > 0;
    expect(may.filter((context) => !isThere(context))).toEqual([]);
    expect(never.filter(isThere)).toEqual([]);
  });

  test('what surely is called so comes before what may be', () => {
    const two = workflowOf('on: push\njobs:\n  a:\n    name: ${{ inputs.x }}\n  b:\n    name: T\n');
    const found = checksCalled('T', reportedChecks(two));
    expect(found.map(({ path }) => path[0]?.job.id)).toEqual(['b', 'a']);
  });
});

describe('a job that calls a workflow', () => {
  const files: Readonly<Record<string, string>> = {
    'b.yml': 'on: workflow_call\njobs:\n  test:\n    name: Test\n  lint: {}\n',
    'm.yml': 'on: { workflow_call: }\njobs:\n  t:\n    strategy: { matrix: { v: [1, 2] } }\n',
    'n.yml': 'on: workflow_call\njobs:\n  in:\n    uses: ./.github/workflows/b.yml\n',
    'i.yml': 'on: workflow_call\njobs:\n  t:\n    name: T ${{ inputs.v }}\n',
    'self.yml': 'on: workflow_call\njobs:\n  s:\n    uses: ./.github/workflows/self.yml\n  t: {}\n',
    'push.yml': 'on: push\njobs:\n  t: {}\n',
    ...Object.fromEntries(
      [...Array(11).keys()].map((index) => [
        `d${String(index)}.yml`,
        index === 0
          ? 'on: workflow_call\njobs:\n  t: {}\n'
          : `on: workflow_call\njobs:\n  c:\n    uses: ./.github/workflows/d${String(index - 1)}.yml\n`,
      ]),
    ),
  };
  const at: WorkflowAt = (path) => {
    const text = files[path.replace('.github/workflows/', '')];
    return text === undefined ? undefined : workflowOf(text, path);
  };
  const uses = (file: string): string => `uses: ./.github/workflows/${file}`;

  test.each<Names>([
    ['by its id', [uses('b.yml')], ['a / Test', 'a / lint']],
    ['by its name', [uses('b.yml'), 'name: B'], ['B / Test', 'B / lint']],
    ['with a matrix', [uses('m.yml'), matrix('{ os: [l] }')], ['a (l) / t (1)', 'a (l) / t (2)']],
    ['that calls another', [uses('n.yml')], ['a / in / Test', 'a / in / lint']],
    ['whose name takes an input', [uses('i.yml'), 'with: { v: 1 }'], ['? a / T …']],
    [
      'with a name that only the run knows',
      [uses('b.yml'), 'name: ${{ inputs.x }}'],
      ['? … / Test', '? … / lint'],
    ],
    ['that calls itself: GitHub refuses it', [uses('self.yml')], ['a / t']],
    ['that is not made to be called', [uses('push.yml')], []],
    ['that is not here', [uses('x.yml')], ['? a / …']],
    ['of another repository', ['uses: o/r/.github/workflows/b.yml@v1'], ['? a / …']],
    ['nine deep', [uses('d8.yml')], [`a / ${'c / '.repeat(8)}t`]],
    ['ten deep, which GitHub refuses', [uses('d9.yml')], []],
  ])('%s', (_what, lines, expected) => {
    expect(named(oneJob(...lines), at)).toEqual(expected);
  });

  test.each<[string, string, boolean]>([
    ['a job of it', 'a / test', true],
    ['a job that it calls', 'a / b / test', true],
    ['the call itself', 'a', false],
    ['a job of another call', 'ab / test', false],
    ['a job of what this is called by', 'b / a / test', false],
    ['what only begins so', 'a /test', false],
    ['nothing behind it', 'a / ', false],
  ])('where the workflow is not here: %s', (_what, context, expected) => {
    const checks = reportedChecks(oneJob('uses: o/r/.github/workflows/b.yml@v1'));
    expect(checksCalled(context, checks).length > 0).toBe(expected);
  });

  test('the path names each job with its workflow', () => {
    const [check] = reportedChecks(oneJob(uses('n.yml')), at);
    expect(check?.path.map(({ workflow, job }) => `${workflow.path} ${job.id}`)).toEqual([
      '.github/workflows/ci.yml a',
      '.github/workflows/n.yml in',
      '.github/workflows/b.yml test',
    ]);
  });
});

test.each(['pull_request', 'merge_group', 'push'] as const)(
  'the rendered ci.yml reports the checks that the protection requires on %s',
  (event) => {
    const { files, requiredChecks } = renderPipeline(exampleSettings);
    const ci = files.find((file) => file.path.endsWith('/ci.yml'));
    const workflow = workflowOf(ci?.content ?? '');
    expect(requiredChecks).toHaveLength(1);
    expect(named(workflow)).toEqual(expect.arrayContaining([...requiredChecks]));
    expect(whyNotReported(workflow, 'main', event)).toBeUndefined();
  },
);
