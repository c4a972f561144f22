import { perObject } from './memo';
import { scalarText, type YamlScalar } from './yaml-scalar';

/** A value of a matrix. A text with `${{ }}` in it stands for what only the run knows. */
export type MatrixValue = YamlScalar | readonly MatrixValue[] | MatrixObject;

/** By key in lower case, since GitHub compares keys without case. */
export type MatrixObject = ReadonlyMap<string, MatrixValue>;

/** `strategy.matrix` as far as the file says it. */
export interface Matrix {
  /** In their order. An axis that is an expression has one value, the expression. */
  readonly axes: ReadonlyMap<string, readonly MatrixValue[]>;
  /** Undefined where an expression gives them. */
  readonly include: readonly MatrixObject[] | undefined;
  readonly exclude: readonly MatrixObject[] | undefined;
}

/** One job of a matrix, or several that differ in what only the run knows. */
export interface Combination {
  /** Values that the job's name shows: those of the axes, or all of an entry of `include` that extends no other. */
  readonly shown: readonly MatrixValue[];
  /** The context `matrix` of the job. */
  readonly values: MatrixObject;
  /** Whether only the run knows what `matrix` holds besides. */
  readonly open: boolean;
  /** Whether there is such a job, whatever the run knows. */
  readonly certain: boolean;
}

/** Stands for any value. */
const ANY = '${{ }}';

/** More jobs than GitHub allows of one matrix, 256, with room for those that `exclude` takes out again. */
const MOST = 4_096;

/**
 * The jobs of a matrix, by GitHub's own rules: all combinations of the axes, without those that match an entry of `exclude`;
 * an entry of `include` extends the combinations it matches, which changes no name, and is a job of its own where it
 * matches none.
 * https://github.com/actions/runner/blob/main/src/Sdk/WorkflowParser/Conversion/MatrixBuilder.cs
 */
export function combinationsOf(matrix: Matrix | 'dynamic'): readonly Combination[] {
  return matrix === 'dynamic' ? [something, nothing] : knownCombinations(matrix);
}

const knownCombinations = perObject(
  ({ axes, exclude, include }: Matrix): readonly Combination[] => {
    const size = [...axes.values()].reduce((product, values) => product * values.length, 1);
    if (size > MOST) return [something, nothing];
    const product = axes.size === 0 ? [] : crossed(axes);
    const rows = product.flatMap((row): readonly Row[] => {
      const matches = (exclude ?? []).map((filter) => matchOf(row, filter));
      if (matches.includes('yes')) return [];
      return [{ row, certain: exclude !== undefined && !matches.includes('maybe') }];
    });
    const entries = include ?? [];
    const found = [
      ...rows.map(({ row, certain }) => ({
        shown: [...row.values()],
        values: extended(row, entries, axes),
        open: include === undefined,
        certain,
      })),
      ...entries.flatMap((entry) => ownJob(entry, rows, axes)),
      ...(include === undefined ? [something] : []),
    ];
    // A matrix of which nothing is left is one job, as if there were none.
    if (found.length === 0) return [{ ...nothing, certain: true }];
    return found.some(({ certain }) => certain) ? found : [...found, nothing];
  },
);

const nothing: Combination = { shown: [], values: new Map(), open: false, certain: false };
const something: Combination = { ...nothing, shown: [ANY], open: true };

interface Row {
  readonly row: MatrixObject;
  readonly certain: boolean;
}

function crossed(axes: Matrix['axes']): readonly MatrixObject[] {
  return [...axes].reduce<readonly MatrixObject[]>(
    (rows, [axis, values]) =>
      rows.flatMap((row) => values.map((value) => new Map([...row, [axis, value]]))),
    [new Map()],
  );
}

/** The part of an entry of `include` that chooses combinations, and the part that it adds to them. */
function partsOf(entry: MatrixObject, axes: Matrix['axes']): readonly [MatrixObject, MatrixObject] {
  const pairs = [...entry];
  return [
    new Map(pairs.filter(([key]) => axes.has(key))),
    new Map(pairs.filter(([key]) => !axes.has(key))),
  ];
}

function extended(
  row: MatrixObject,
  entries: readonly MatrixObject[],
  axes: Matrix['axes'],
): MatrixObject {
  const values = new Map(row);
  for (const entry of entries) {
    const [filter, extra] = partsOf(entry, axes);
    const match = matchOf(row, filter);
    if (match !== 'no')
      for (const [key, value] of extra) values.set(key, match === 'yes' ? value : ANY);
  }
  return values;
}

function ownJob(
  entry: MatrixObject,
  rows: readonly Row[],
  axes: Matrix['axes'],
): readonly Combination[] {
  const [filter, extra] = partsOf(entry, axes);
  const matches = rows.map(({ row, certain }) => ({ certain, match: matchOf(row, filter) }));
  if (matches.some(({ certain, match }) => certain && match === 'yes')) return [];
  const values = new Map([...filter, ...extra]);
  const certain = matches.every(({ match }) => match === 'no');
  return [{ shown: [...values.values()], values, open: false, certain }];
}

type Match = 'yes' | 'no' | 'maybe';

/** Whether a combination has each value of a filter, of nested ones each leaf. */
function matchOf(value: MatrixValue | undefined, filter: MatrixValue): Match {
  if (typeof filter !== 'object' || filter === null) return equality(value ?? null, filter);
  if (isUnknown(value)) return 'maybe';
  const parts = isList(filter)
    ? filter.map((item, index) => matchOf(isList(value) ? value[index] : undefined, item))
    : [...filter].map(([key, item]) => matchOf(memberOf(value, key), item));
  return parts.includes('no') ? 'no' : parts.includes('maybe') ? 'maybe' : 'yes';
}

/** GitHub's `==`: texts without case, other kinds as numbers; a list or an object equals nothing that is written. */
function equality(left: MatrixValue, right: YamlScalar): Match {
  if (isUnknown(left) || isUnknown(right)) return 'maybe';
  if (typeof left === 'object' && left !== null) return 'no';
  if (typeof left === 'string' && typeof right === 'string')
    return left.toUpperCase() === right.toUpperCase() ? 'yes' : 'no';
  return (left === null && right === null) || Number(left) === Number(right) ? 'yes' : 'no';
}

/** A member of a value by its key; undefined where there is none. */
export function memberOf(value: MatrixValue | undefined, key: string): MatrixValue | undefined {
  if (value instanceof Map) return (value as MatrixObject).get(key.toLowerCase());
  return isList(value) && /^\d+$/.test(key) ? value[Number(key)] : undefined;
}

/** Whether a value is, or holds, an expression. */
export function isUnknown(value: MatrixValue | undefined): boolean {
  return typeof value === 'string' && value.includes('${{');
}

function isList(value: MatrixValue | undefined): value is readonly MatrixValue[] {
  return Array.isArray(value);
}

/** The texts that a name shows of a value: those of its leaves, without keys. Null and empty texts show as nothing. */
export function shownTexts(value: MatrixValue): readonly string[] {
  if (isList(value)) return value.flatMap(shownTexts);
  if (value instanceof Map) return [...(value as MatrixObject).values()].flatMap(shownTexts);
  const text = scalarText(value as YamlScalar);
  return text === '' ? [] : [text];
}
