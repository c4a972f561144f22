import * as fc from 'fast-check';
import type { PathTool } from '../tools';
import { arbitraryPolicy, plausibleFacts } from './arbitrary-facts';
import { computeScore, exampleFacts, exampleReports, exampleRun } from './example-facts';
import type { Action } from './actions';
import { plural, tidy } from './amounts';
import { explain, whatToDo, wholeActions, worthDoing, type Explanation } from './explain';
import { known, missing, noReports } from './facts';
import { defaultPolicy } from './policy';
import { floorToTenth, type LineId, type Score } from './score';

const rules = { ...defaultPolicy, threshold: 0 };
const explained = (facts: typeof exampleFacts) =>
  explain(computeScore(facts, defaultPolicy), rules);

test('won points and lost points add up, line by line and to the score', () => {
  fc.assert(
    fc.property(plausibleFacts, arbitraryPolicy, (facts, policy) => {
      const score = computeScore(facts, policy);
      const { lines } = explain(score, { ...policy, threshold: 0 });
      for (const { line, lost } of lines) expect(line.points + lost).toBeCloseTo(line.maximum, 1);
      expect(floorToTenth(lines.reduce((sum, { line }) => sum + line.points, 0))).toBe(score.value);
      expect(lines.map(({ line }) => line.id)).toEqual(score.lines.map((line) => line.id));
    }),
  );
});

test('the cheapest way really reaches the next band, and no action in it can be left out', () => {
  fc.assert(
    fc.property(plausibleFacts, (facts) => {
      const score = computeScore(facts, defaultPolicy);
      const { goal } = explain(score, rules);
      if (goal === undefined) return;
      const points = score.lines.reduce((sum, line) => sum + line.points, 0);
      const reach = (actions: typeof goal.actions) =>
        floorToTenth(points + actions.reduce((sum, action) => sum + action.gain, 0));
      expect(reach(goal.actions)).toBeGreaterThanOrEqual(goal.limit);
      for (const one of goal.actions)
        expect(reach(goal.actions.filter((other) => other !== one))).toBeLessThan(goal.limit);
    }),
  );
});

test('no action promises more than its line lost', () => {
  fc.assert(
    fc.property(plausibleFacts, (facts) => {
      const score = computeScore(facts, defaultPolicy);
      for (const action of explain(score, rules).actions) {
        const line = score.lines.find((one) => one.id === action.line);
        expect(action.gain).toBeLessThanOrEqual((line?.maximum ?? 0) - (line?.points ?? 0) + 1e-9);
      }
    }),
  );
});

test('doing what the cheapest way says gives the promised score', () => {
  // 60 of 100 lines: 88 %; five of the other 12 points reach 90 % with the fewest lines.
  const facts = {
    ...exampleFacts,
    reports: {
      ...exampleReports,
      coverage: known({
        linesCovered: 60,
        linesTotal: 100,
        branchesCovered: 0,
        branchesTotal: 0,
        worstFiles: [],
      }),
    },
  };
  const { goal } = explained(facts);
  expect(goal).toMatchObject({
    name: 'good',
    limit: 90,
    actions: [{ line: 'line-coverage', text: 'Cover 8 more lines by tests' }],
  });
  // One of 20 steps of two lines each: 8 lines are the fewest offered that reach it, 7 would do.
  const after = {
    ...facts,
    reports: {
      ...facts.reports,
      coverage: known({
        linesCovered: 68,
        linesTotal: 100,
        branchesCovered: 0,
        branchesTotal: 0,
        worstFiles: [],
      }),
    },
  };
  expect(computeScore(after, defaultPolicy).value).toBeGreaterThanOrEqual(90);
});

test('the inputs and the formula of each line are in words', () => {
  const facts = {
    ...exampleFacts,
    runs: known([exampleRun(1), exampleRun(2, 'failure'), exampleRun(3, 'cancelled')]),
  };
  const line = explained(facts).lines.find((one) => one.line.id === 'pass-rate');
  expect(line).toMatchObject({
    label: 'CI pass rate',
    inputs: '2 of 3 runs passed, 1 not counted',
    formula: '40 × passed ÷ counted, of the last 10 completed runs',
    lost: 13.33,
  });
});

test('a missing input is explained by its reason and by what would fix it', () => {
  const facts = {
    ...exampleFacts,
    reports: { ...exampleReports, coverage: missing<never>('coverage.json is missing') },
  };
  const { lines, actions } = explained(facts);
  expect(lines.find((one) => one.line.id === 'line-coverage')).toMatchObject({
    inputs: 'coverage.json is missing',
    lost: 30,
  });
  expect(actions[0]).toMatchObject({ line: 'line-coverage', gain: 30 });
});

test('what the own checks of a change found comes first, before the past of the branch', () => {
  const facts = {
    ...exampleFacts,
    fresh: { ...exampleFacts.fresh, 'Test Suite': 'failure' as const },
    runs: known([exampleRun(1), exampleRun(2, 'failure')]),
  };
  const { actions, goal } = explained(facts);
  const own = "Fix what this change's own failed checks found";
  expect(actions[0]).toMatchObject({ line: 'pass-rate', text: own });
  expect(actions.map((action) => action.text)).toContain(
    `${own}, and re-run a failed run of the branch, if its failure was flaky, or add 9 green runs`,
  );
  expect(goal?.actions[0]?.text).toContain(own);
});

test('a faultless score has nothing to do and no band above', () => {
  expect(explained(exampleFacts)).toMatchObject({ actions: [] });
  expect(explained(exampleFacts).goal).toBeUndefined();
});

test('from nothing at all there is a way to the next band', () => {
  const facts = { ...exampleFacts, runs: missing<never>('503'), reports: noReports('none') };
  expect(explained(facts).goal?.actions.length).toBeGreaterThan(1);
});

const measuredLine = (
  id: LineId,
  maximum: number,
  points: number,
  measures: Readonly<Record<string, number>>,
): Score => ({
  value: floorToTenth(points),
  band: 'poor',
  passRate: { passed: 0, counted: 0, ignored: 0, basis: 'history', fresh: false },
  lines: [{ id, component: 'ci', state: 'measured', points, maximum, measures }],
});
const lineOf = (score: Score) => explain(score, rules).lines[0];
const actionsOf = (score: Score) =>
  explain(score, rules).actions.map(({ text, gain, effort }) => [
    text,
    Number(gain.toFixed(6)),
    effort,
  ]);
const documents = { readme: 1, license: 1, changelog: 1, contributing: 1 };

test.each<[LineId, Readonly<Record<string, number>>, string]>([
  ['pass-rate', { passed: 1, counted: 1, ignored: 0 }, '1 of 1 run passed'],
  ['pass-rate', { passed: 1, counted: 2, ignored: 1 }, '1 of 2 runs passed, 1 not counted'],
  ['line-coverage', { covered: 812, total: 900 }, '812 of 900 lines covered (90.2 %)'],
  ['line-coverage', { covered: 1, total: 1 }, '1 of 1 line covered (100 %)'],
  ['line-coverage', { covered: 0, total: 0 }, '0 of 0 lines covered (100 %)'],
  [
    'line-coverage',
    { covered: 4, total: 4, branchesCovered: 0, branches: 1 },
    '4 of 4 lines and 0 of 1 branches covered (80 %)',
  ],
  ['line-coverage', { covered: 57, total: 100 }, '57 of 100 lines covered (57 %)'],
  ['code-scan', { high: 1, medium: 2, low: 3 }, '1 high, 2 medium, 3 low'],
  ['code-scan', {}, '0 high, 0 medium, 0 low'],
  ['vulnerabilities', { packages: 1, skipped: 0 }, '1 vulnerable package'],
  ['vulnerabilities', { packages: 2, skipped: 3 }, '2 vulnerable packages, 3 not audited'],
  ['conflicts', { conflicts: 1 }, '1 conflict'],
  ['conflicts', { conflicts: 0 }, '0 conflicts'],
  ['lint', { findings: 1 }, '1 finding'],
  ['lint', { findings: 2 }, '2 findings'],
  ['format', { files: 1 }, '1 unformatted file'],
  ['types', { errors: 2 }, '2 type errors'],
  [
    'documentation',
    { readme: 1, license: 0, changelog: 1, contributing: 0, documented: 1, public: 1 },
    'readme, changelog; 1 of 1 public object with a docstring',
  ],
  [
    'documentation',
    { documented: 0, public: 2 },
    'no document; 0 of 2 public objects with a docstring',
  ],
])('the inputs of %s from %j', (id, measures, inputs) => {
  expect(lineOf(measuredLine(id, 10, 5, measures))?.inputs).toBe(inputs);
});

test('the inputs of the pass rate say when there is no history', () => {
  const score = measuredLine('pass-rate', 40, 40, { passed: 1, counted: 1, ignored: 0 });
  const own = { ...score, passRate: { ...score.passRate, basis: 'own' as const } };
  expect(lineOf(own)?.inputs).toBe('1 of 1 run passed (this run alone: no history yet)');
});

test('the formula and the label of each line', () => {
  const lines = explained(exampleFacts).lines.map(({ label, formula }) => [label, formula]);
  expect(lines).toEqual([
    ['CI pass rate', '40 × passed ÷ counted, of the last 10 completed runs'],
    ['Test coverage', '30 × covered ÷ total lines'],
    ['Static security analysis', '10 × (50 − 30 × high − 8 × medium − 1 × low) ÷ 50, at least 0'],
    ['Known vulnerabilities', '8 × (40 − 20 × vulnerable packages) ÷ 40, at least 0'],
    ['Dependency conflicts', '2 × (10 − 5 × conflicts) ÷ 10, at least 0'],
    ['Linting', '5 without a finding, else 0'],
    ['Formatting', '2 without an unformatted file, else 0'],
    ['Types', '1 × (10 − 1 × errors) ÷ 10, at least 0'],
    [
      'Documentation',
      '2 × (0.2 readme + 0.1 license + 0.1 changelog + 0.1 contributing + 0.5 × documented ÷ public objects)',
    ],
  ]);
});

describe('what gives back what a line lost', () => {
  test.each<[LineId, number, number, Readonly<Record<string, number>>, readonly unknown[]]>([
    ['code-scan', 10, 4, { high: 1, medium: 0, low: 0 }, ['1 finding', 6, 2]],
    ['code-scan', 10, 0, { high: 1, medium: 2, low: 3 }, ['6 findings', 10, 12]],
    ['vulnerabilities', 8, 0, { packages: 2 }, ['2 packages', 8, 4]],
    ['conflicts', 2, 1, { conflicts: 1 }, ['1 dependency conflict', 1, 2]],
    ['lint', 5, 0, { findings: 5 }, ['5 lint findings', 5, 2]],
    ['format', 2, 0, { files: 3 }, ['3 files', 2, 0.5]],
    ['types', 1, 0.8, { errors: 2 }, ['2 type errors', 0.2, 2]],
  ])('%s of %d with %d from %j', (id, maximum, points, measures, [what, gain, effort]) => {
    const actions = actionsOf(measuredLine(id, maximum, points, measures));
    expect(actions).toEqual([[expect.stringContaining(` ${String(what)}`), gain, effort]]);
  });

  test('nothing where nothing was lost', () => {
    const whole = measuredLine('lint', 5, 5, { findings: 0 });
    expect(explain(whole, rules)).toMatchObject({ actions: [], lines: [{ lost: 0 }] });
    const dust = measuredLine('lint', 5, 5 - 1e-12, { findings: 0 });
    expect(explain(dust, rules).actions).toEqual([]);
  });

  test('runs without their order: only what a re-run gives is known', () => {
    const score = measuredLine('pass-rate', 40, 28, { passed: 7, counted: 10, ignored: 0 });
    expect(actionsOf(score)).toEqual([
      ['Re-run a failed run of the branch, if its failure was flaky', 4, 4],
      ['Re-run 2 failed runs of the branch, if their failures were flaky', 8, 8],
      ['Re-run 3 failed runs of the branch, if their failures were flaky', 12, 12],
    ]);
  });

  test('runs: the one that asks costs less than those of the branch', () => {
    const measures = { passed: 7, counted: 10, ignored: 0, ownFailed: 1 };
    const actions = actionsOf(measuredLine('pass-rate', 40, 28, measures));
    expect(actions.map(([, gain, effort]) => [gain, effort])).toEqual([
      [4, 1],
      [8, 5],
      [12, 9],
    ]);
    expect(actions[1]?.[0]).toContain(', and re-run a failed run of the branch');
    expect(actions[2]?.[0]).toContain(', and re-run 2 failed runs of the branch');
  });

  test('coverage: line by line up to twenty, then in twenty steps', () => {
    const few = actionsOf(measuredLine('line-coverage', 30, 24, { covered: 80, total: 100 }));
    expect(few).toHaveLength(20);
    expect(few).toContainEqual(['Cover 1 more line by tests', 0.3, 1.1]);
    expect(few).toContainEqual(['Cover 20 more lines by tests', 6, 3]);
    const many = actionsOf(measuredLine('line-coverage', 30, 0, { covered: 0, total: 30 }));
    const counts = many.map(([text]) => Number(/\d+/.exec(String(text))?.[0]));
    expect(counts.sort((a, b) => a - b)).toEqual([
      2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17, 18, 20, 21, 23, 24, 26, 27, 29, 30,
    ]);
  });

  test('coverage with branches: either counts', () => {
    const measures = { covered: 4, total: 4, branchesCovered: 0, branches: 1 };
    expect(actionsOf(measuredLine('line-coverage', 30, 24, measures))).toEqual([
      ['Cover 1 more line or branch by tests', 6, 1.1],
    ]);
  });

  test('documentation: each document that is not there, and the docstrings', () => {
    const measures = { ...documents, readme: 0, changelog: 0, documented: 15, public: 20 };
    expect(actionsOf(measuredLine('documentation', 2, 1.15, measures))).toEqual([
      ['Add a README', 0.4, 2],
      ['Write docstrings for the 5 public objects without one', 0.25, 2],
      ['Add a CHANGELOG', 0.2, 2],
    ]);
  });

  test('documentation without any public object: say where the code is', () => {
    const measures = { ...documents, documented: 0, public: 0 };
    expect(actionsOf(measuredLine('documentation', 2, 1, measures))).toEqual([
      ['Name the directories with the code (sources): no public object was found', 1, 1],
    ]);
  });

  test('documentation that has every docstring offers none', () => {
    const measures = { ...documents, license: 0, documented: 20, public: 20 };
    expect(actionsOf(measuredLine('documentation', 2, 1.8, measures))).toEqual([
      ['Add a LICENSE', 0.2, 2],
    ]);
  });

  test.each<[LineId, string, PathTool | undefined, string]>([
    ['lint', 'findings', 'flake8', 'Fix the 3 lint findings (flake8)'],
    ['lint', 'findings', undefined, 'Fix the 3 lint findings'],
    ['format', 'files', 'ruff-format', 'Format the 3 files (ruff format .)'],
    ['types', 'errors', 'ty', 'Fix the 3 type errors that ty reports'],
    ['types', 'errors', 'pyright', 'Fix the 3 type errors that pyright reports'],
    ['types', 'errors', undefined, 'Fix the 3 type errors that the type checker reports'],
  ])('of %s it names the tool that the project has: %s by %s', (id, name, tool, text) => {
    const score = measuredLine(id, 10, 0, { [name]: 3 });
    const lines = score.lines.map((line) => ({ ...line, tool }));
    expect(actionsOf({ ...score, lines }).map(([said]) => said)).toEqual([text]);
  });

  test.each<[LineId, string]>([
    ['pass-rate', 'Let one run of the workflow complete'],
    ['line-coverage', 'Upload a coverage report (coverage.xml or coverage.json)'],
    ['code-scan', 'Upload the report of bandit (bandit.json)'],
    ['vulnerabilities', 'Upload the report of pip-audit (pip-audit.json)'],
    ['conflicts', 'Upload the output of pip check (pip-check.txt)'],
    ['lint', 'Upload the report of the linter (ruff.json, flake8.txt or pylint.txt)'],
    ['format', 'Upload the output of the formatter (black.txt or ruff-format.txt)'],
    ['types', 'Upload the output of the type checker (mypy.txt, pyright.txt or ty.txt)'],
    ['documentation', 'Name the directories with the code (sources)'],
  ])('a missing input of %s: hand it in', (id, text) => {
    const score = measuredLine(id, 10, 0, {});
    const lines = score.lines.map((line) => ({ ...line, state: 'missing' as const }));
    expect(actionsOf({ ...score, lines })).toEqual([[text, 10, 2]]);
    expect(lineOf({ ...score, lines })?.inputs).toBe('no input');
  });

  test('actions are listed by what they give for the effort, then by their line', () => {
    const one = (id: LineId, maximum: number, measures: Readonly<Record<string, number>>) =>
      measuredLine(id, maximum, 0, measures).lines;
    const score = {
      ...measuredLine('lint', 0, 0, {}),
      lines: [
        ...one('types', 2, { errors: 2 }),
        ...one('format', 4, { files: 1 }),
        ...one('conflicts', 2, { conflicts: 1 }),
      ],
    };
    const { actions } = explain(score, rules);
    expect(actions.map(({ line }) => line)).toEqual(['format', 'conflicts', 'types']);
  });
});

test('below the threshold the goal is the threshold, whatever band is next', () => {
  const score = { ...computeScore(exampleFacts, defaultPolicy), value: 76, band: 'poor' as const };
  expect(explain(score, { ...rules, threshold: 85 }).goal).toMatchObject({
    name: 'the threshold',
    limit: 85,
  });
  expect(explain(score, { ...rules, threshold: 76 }).goal).toMatchObject({ name: 'fair' });
});

describe('the band above', () => {
  test.each([
    ['poor', 'fair', 80],
    ['fair', 'good', 90],
    ['good', 'excellent', 95],
  ] as const)('%s is %s from %d on', (band, next, limit) => {
    const score = { ...computeScore(exampleFacts, defaultPolicy), band };
    expect(explain(score, rules).goal).toMatchObject({ name: next, limit });
  });

  test('excellent has none', () => {
    const score = computeScore(exampleFacts, defaultPolicy);
    expect(explain(score, rules).goal).toBeUndefined();
  });

  test('is reached by the actions of the least effort, the least first', () => {
    const facts = {
      ...exampleFacts,
      reports: {
        ...exampleReports,
        lint: known({ count: 60, first: [], tool: 'ruff' as const }),
        format: known({ count: 9, tool: 'black' as const }),
        coverage: known({
          linesCovered: 900,
          linesTotal: 1000,
          branchesCovered: 0,
          branchesTotal: 0,
          worstFiles: [],
        }),
      },
    };
    // 90 %: five points to go, of which formatting gives two for next to nothing.
    const { goal } = explained(facts);
    expect(goal).toMatchObject({ name: 'excellent', limit: 95 });
    expect(goal?.actions.map(({ line, text }) => [line, text])).toEqual([
      ['format', 'Format the 9 files (black .)'],
      ['line-coverage', 'Cover 100 more lines by tests'],
    ]);
  });

  test('asks for as many documents as it takes, but for one amount of every other line', () => {
    const nothing = { readme: false, license: false, changelog: false, contributing: false };
    const facts = {
      ...exampleFacts,
      reports: {
        ...exampleReports,
        documentation: known({ documents: nothing, publicObjects: 0, documentedObjects: 0 }),
      },
    };
    const policy = { ...defaultPolicy, bands: { excellent: 99.9, good: 90, fair: 80 } };
    const { goal } = explain(computeScore(facts, policy), { ...policy, threshold: 0 });
    expect(goal?.actions.map(({ text }) => text)).toEqual([
      'Name the directories with the code (sources): no public object was found',
      'Add a README',
      'Add a LICENSE',
      'Add a CHANGELOG',
      'Add a CONTRIBUTING',
    ]);
  });

  test('has no way where no action reaches it', () => {
    const score = measuredLine('lint', 5, 0, { findings: 1 });
    expect(explain(score, rules).goal?.actions).toEqual([]);
  });
});

describe('what is worth doing', () => {
  const action = (line: LineId, text: string, gain: number): Action => ({
    line,
    text,
    gain,
    effort: 1,
  });
  const actions = [
    action('lint', 'a', 5),
    action('line-coverage', 'one', 1),
    action('line-coverage', 'two', 2),
    action('documentation', 'README', 1),
    action('documentation', 'LICENSE', 1),
  ];
  const way = [action('format', 'f', 2)];

  test.each<[string, Explanation, readonly string[]]>([
    [
      'the way to the next band',
      { lines: [], actions, goal: { name: 'good', limit: 90, actions: way } },
      ['f'],
    ],
    [
      'where no way leads there, what gives most',
      { lines: [], actions, goal: { name: 'good', limit: 90, actions: [] } },
      ['a', 'two', 'README'],
    ],
    ['in the highest band, what gives most', { lines: [], actions }, ['a', 'two', 'README']],
    ['nothing', { lines: [], actions: [] }, []],
  ])('%s', (_name, explanation, expected) => {
    expect(worthDoing(explanation, 3).map(({ text }) => text)).toEqual(expected);
  });

  test('of the amounts of one line the whole, and each document', () => {
    expect(wholeActions(actions).map(({ text }) => text)).toEqual([
      'a',
      'two',
      'README',
      'LICENSE',
    ]);
    expect(wholeActions([...actions].reverse()).map(({ text }) => text)).toEqual([
      'LICENSE',
      'README',
      'two',
      'a',
    ]);
  });
});

test.each([
  [0, 'file', '0 files'],
  [1, 'file', '1 file'],
  [2, 'file', '2 files'],
])('%d %s is %s', (count, noun, expected) => {
  expect(plural(count, noun)).toBe(expected);
});

test.each([
  [0.125, 0.13],
  [-0.124, -0.12],
  [5, 5],
])('%d for display is %d', (value, expected) => {
  expect(tidy(value)).toBe(expected);
});

test('what stands above the things to do names the goal, where a way leads to it', () => {
  const one: Action = { line: 'lint', text: 'fix', gain: 1, effort: 1 };
  const goal = { name: 'good' as const, limit: 90, actions: [one] };
  const explanation: Explanation = { lines: [], actions: [one], goal };
  expect(whatToDo(explanation)).toBe('The cheapest way to good (90 %)');
  expect(whatToDo({ ...explanation, goal: { ...goal, actions: [] } })).toBe('What to fix first');
  expect(whatToDo({ lines: [], actions: [one] })).toBe('What to fix first');
});

test('of actions with the same gain the first is named', () => {
  const action = (text: string): Action => ({ line: 'lint', text, gain: 1, effort: 1 });
  expect(wholeActions([action('a'), action('b')])).toEqual([action('a')]);
});
