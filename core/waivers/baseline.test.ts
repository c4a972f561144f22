import * as fc from 'fast-check';
import { formatProblem } from '../kernel/problem';
import {
  baselineText,
  compare,
  emptyBaseline,
  findingCount,
  growth,
  partOf,
  partsOf,
  readBaseline,
  record,
  withPart,
  type Baseline,
  type JudgedFinding,
} from './baseline';

const finding = (file: string, line: number, message = 'unused', rule = 'F401'): JudgedFinding => ({
  ...{ file, line, rule, message },
});
const recordedOf = (...findings: readonly JudgedFinding[]): Baseline =>
  record(undefined, { findings: new Map([['ruff', findings]]) });

const anyFinding = fc.record({
  file: fc.constantFrom('a.py', 'b.py', '__proto__', 'constructor'),
  line: fc.integer({ min: 1, max: 9 }),
  rule: fc.constantFrom('F401', 'E501', '__proto__'),
  message: fc.constantFrom('x', 'line 7 of 9', '__proto__', ''),
});
const anyFindings = fc.array(anyFinding, { maxLength: 20 });

describe('a baseline', () => {
  test('has everything that was recorded, wherever it has moved since', () => {
    fc.assert(
      fc.property(anyFindings, fc.integer({ min: 0, max: 99 }), (findings, offset) => {
        const baseline = recordedOf(...findings);
        const moved = findings.map((one) => ({
          ...one,
          line: one.line + offset,
          message: one.message.replace('7', String(offset)),
        }));
        expect(compare(baseline.findings['ruff'], moved)).toEqual({
          fresh: [],
          known: findings.length,
          gone: 0,
        });
      }),
    );
  });

  test('tells what is new from what is gone, and every finding is counted once', () => {
    fc.assert(
      fc.property(anyFindings, anyFindings, (before, now) => {
        const { fresh, known, gone } = compare(recordedOf(...before).findings['ruff'], now);
        expect(fresh.length + known).toBe(now.length);
        expect(known + gone).toBe(before.length);
      }),
    );
  });

  test.each<[string, readonly JudgedFinding[], readonly JudgedFinding[], object]>([
    [
      'a second finding like one that is recorded is new, the later one',
      [finding('a.py', 9)],
      [finding('a.py', 12), finding('a.py', 3)],
      { fresh: [finding('a.py', 12)], known: 1, gone: 0 },
    ],
    [
      'another message of the same rule is new',
      [finding('a.py', 1, '`os` unused')],
      [finding('a.py', 1, '`re` unused')],
      { fresh: [finding('a.py', 1, '`re` unused')], known: 0, gone: 1 },
    ],
    [
      'another file is new',
      [finding('a.py', 1)],
      [finding('b.py', 1)],
      { fresh: [finding('b.py', 1)], known: 0, gone: 1 },
    ],
    [
      'a vulnerability is the same in another release',
      [{ ...finding('flask', 1, 'flask 1.0', 'PYSEC-1'), ids: ['PYSEC-1'] }],
      [{ ...finding('flask', 1, 'flask 1.1, fixed in 2', 'PYSEC-1'), ids: ['PYSEC-1'] }],
      { fresh: [], known: 1, gone: 0 },
    ],
  ])('%s', (_name, before, now, expected) => {
    expect(compare(recordedOf(...before).findings['ruff'], now)).toEqual(expected);
  });

  test('without the tool everything is new', () => {
    expect(compare(undefined, [finding('a.py', 1)])).toMatchObject({ fresh: [{ file: 'a.py' }] });
  });

  test('that is recorded again only shrinks, its floor only rises', () => {
    fc.assert(
      fc.property(
        anyFindings,
        anyFindings,
        fc.double({ min: 0, max: 100, noNaN: true }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (findings, now, floor, coverage) => {
          const before = record(undefined, {
            findings: new Map([['ruff', findings]]),
            failing: findings.map(({ file }) => file),
            coverage: floor,
          });
          const after = record(before, {
            findings: new Map([['ruff', now]]),
            failing: now.map(({ file }) => file),
            coverage,
          });
          expect([...growth(before, after)]).toEqual([]);
          expect(after.coverage).toBe(Math.max(floor, coverage));
        },
      ),
    );
  });

  test('keeps what was not looked for this time', () => {
    const before = record(recordedOf(finding('a.py', 1)), {
      findings: new Map(),
      failing: ['t'],
      coverage: 60,
    });
    const after = record(before, { findings: new Map([['mypy', []]]) });
    expect(after).toEqual({ ...before, findings: { ...before.findings, mypy: {} } });
  });
});

describe('failing tests', () => {
  const of = (failing: readonly string[] | undefined, before?: readonly string[]) =>
    record(before === undefined ? undefined : { format: 1, findings: {}, failing: [...before] }, {
      findings: new Map(),
      ...(failing === undefined ? {} : { failing }),
    });
  test.each<[string, readonly string[] | undefined, readonly string[] | undefined, object]>([
    ['are recorded in order, each once', ['b', 'a', 'b'], undefined, { failing: ['a', 'b'] }],
    ['are taken out once they pass', ['a', 'c'], ['a', 'b'], { failing: ['a'] }],
    ['stay where no test was run', undefined, ['b', 'a'], { failing: ['b', 'a'] }],
    ['are not named where none was ever run', undefined, undefined, {}],
    ['may all be gone', [], ['a'], { failing: [] }],
  ])('%s', (_name, now, before, expected) => {
    expect(of(now, before)).toEqual({ format: 1, findings: {}, ...expected });
  });
});

test('every finding of every tool counts', () => {
  expect(findingCount(emptyBaseline)).toBe(0);
  const both = new Map([
    ['ruff', [finding('a.py', 1), finding('a.py', 2), finding('b.py', 1, 'long', 'E501')]],
    ['mypy', [finding('a.py', 1)]],
  ]);
  expect(findingCount(record(undefined, { findings: both }))).toBe(4);
});

describe('growth', () => {
  const before: Baseline = { ...recordedOf(finding('a.py', 1)), failing: ['t'], coverage: 61.5 };
  test.each<[string, Partial<Baseline>, readonly (readonly [string, number])[]]>([
    ['none', {}, []],
    [
      'a tool for the first time',
      { findings: { ...before.findings, mypy: { a: { b: { c: 9 } } } } },
      [],
    ],
    [
      'more of the same',
      { findings: { ruff: { 'a.py': { F401: { unused: 3 } } } } },
      [['ruff', 2]],
    ],
    [
      'something else in exchange',
      { findings: { ruff: { 'a.py': { F811: { unused: 1 } } } } },
      [['ruff', 1]],
    ],
    ['a failing test', { failing: ['t', 'u'] }, [['tests', 1]]],
    ['a lower floor', { coverage: 60.5 }, [['coverage', 1]]],
    ['less of everything', { findings: { ruff: {} }, failing: [], coverage: 70 }, []],
  ])('%s', (_name, change, expected) => {
    expect([...growth(before, { ...before, ...change })]).toEqual(expected);
  });

  test('failing tests, or a floor, for the first time do not count', () => {
    const none: Baseline = { format: 1, findings: {} };
    expect([...growth(none, { ...none, failing: ['t'], coverage: 50 })]).toEqual([]);
    expect([...growth({ ...none, failing: ['t'] }, none)]).toEqual([]);
  });

  test('a floor that is taken away is a lower one', () => {
    const { coverage: _, ...without } = before;
    expect([...growth(before, without)]).toEqual([['coverage', 61.5]]);
  });
});

describe('the file', () => {
  test('is read as it was written, and equal baselines are equal bytes', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            file: fc.constantFrom('a.py', 'b.py'),
            line: fc.constant(1),
            rule: fc.constantFrom('F401', 'E501'),
            message: fc.string({ maxLength: 9 }).filter((text) => text !== '__proto__'),
          }),
        ),
        (findings) => {
          const baseline = recordedOf(...findings);
          const text = baselineText(baseline);
          expect(readBaseline(text)).toEqual({ ok: true, value: baseline });
          expect(baselineText(recordedOf(...[...findings].reverse()))).toBe(text);
        },
      ),
    );
  });

  test.each([
    '',
    '[]',
    '{}',
    '{"format":2,"findings":{}}',
    '{"format":1,"findings":{"ruff":{"a.py":{"F401":{"x":0}}}}}',
    '{"format":1,"findings":{},"coverage":101}',
    '{"format":1,"findings":{},"other":1}',
  ])('%j is refused', (text) => {
    const read = readBaseline(text);
    const problems = read.ok ? [] : read.problems.map(formatProblem);
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems)
      expect(problem).toMatch(/^\.github\/gatehouse\/baseline\.json:.* the baseline /);
  });

  test('an empty baseline is one', () => {
    expect(readBaseline(baselineText(emptyBaseline)).ok).toBe(true);
  });
});

describe('projects in directories', () => {
  const part = (count: number): Baseline => ({
    ...{ format: 1, coverage: 50 + count },
    findings: { ruff: { 'src/a.py': { F401: { unused: count } } } },
  });

  test('each has a part of its own, and keeps those of the others', () => {
    const all = withPart(
      withPart(withPart(undefined, 'api', part(1)), '.', part(2)),
      'web',
      part(3),
    );
    expect(['.', 'api', 'web'].map((directory) => partOf(all, directory))).toEqual(
      [2, 1, 3].map(part),
    );
    expect(partOf(all, 'other')).toBeUndefined();
    expect(partOf(all, 'constructor')).toBeUndefined();
    expect(partsOf(all).map(findingCount)).toEqual([2, 1, 3]);
    expect(readBaseline(baselineText(all))).toEqual({ ok: true, value: all });
  });

  test('a file of one at the root stays as it was', () => {
    expect(withPart(undefined, '.', part(1))).toEqual(part(1));
    expect(partOf(part(1), 'api')).toBeUndefined();
  });
});
