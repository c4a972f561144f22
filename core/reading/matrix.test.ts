import fc from 'fast-check';
import { isCalled, namesOf, type CheckName } from './check-name';
import { isUnreadable, readWorkflow } from './read-workflow';

type Scalar = string | number | boolean | null;
type Entry = Readonly<Record<string, unknown>>;

/** A matrix as JSON, which is YAML too. */
interface Written {
  readonly axes: Readonly<Record<string, unknown>>;
  readonly include: unknown;
  readonly exclude: unknown;
}

const HIDDEN = '${{ fromJSON(vars.X) }}';

function namesIn(matrix: unknown, name: string): readonly CheckName[] {
  const job = JSON.stringify({ name, strategy: { matrix } });
  const workflow = readWorkflow('ci.yml', `on: push\njobs: { a: ${job} }\n`);
  if (isUnreadable(workflow)) throw new Error(workflow.reason);
  return workflow.jobs.flatMap(namesOf);
}

const scalar: fc.Arbitrary<Scalar> = fc.constantFrom('a', 'A', '1', 1, 2, 3.1, true, '', null);
const value = fc.oneof(scalar, fc.array(scalar, { maxLength: 2 }), fc.record({ k: scalar }));
const entries = fc.array(
  fc.dictionary(fc.constantFrom('v', 'w', 'x'), value, { minKeys: 1, maxKeys: 3 }),
  { maxLength: 3 },
);
const written: fc.Arbitrary<Written & { include: readonly Entry[]; exclude: readonly Entry[] }> =
  fc.record({
    axes: fc.dictionary(
      fc.constantFrom('v', 'w'),
      fc.array(value, { minLength: 1, maxLength: 3 }),
      { minKeys: 1, maxKeys: 2 },
    ),
    include: entries,
    exclude: entries,
  });
const whole = ({ axes, include, exclude }: Written): Entry => ({ ...axes, include, exclude });
const name = fc.constantFrom('T', 'T ${{ matrix.v }}', '${{ matrix.x }}-${{ matrix.w }}');

/** The same with something hidden from the reader, which the run would know. */
const hidings: readonly ((matrix: Written) => unknown)[] = [
  () => HIDDEN,
  (matrix) => whole({ ...matrix, include: HIDDEN }),
  (matrix) => whole({ ...matrix, exclude: HIDDEN }),
  (matrix) => whole({ ...matrix, axes: withFirst(matrix.axes, () => HIDDEN) }),
  (matrix) => whole({ ...matrix, axes: withFirst(matrix.axes, hideFirst) }),
  (matrix) => whole({ ...matrix, include: hideInFirst(matrix.include) }),
  (matrix) => whole({ ...matrix, exclude: hideInFirst(matrix.exclude) }),
];

function withFirst(map: Entry, change: (value: unknown) => unknown): Entry {
  const [first] = Object.keys(map);
  return Object.fromEntries(
    Object.entries(map).map(([key, item]) => [key, key === first ? change(item) : item]),
  );
}

const hideFirst = (list: unknown): unknown =>
  Array.isArray(list) ? [HIDDEN, ...(list as unknown[]).slice(1)] : list;

const hideInFirst = (list: unknown): unknown => {
  const [first, ...rest] = list as readonly Entry[];
  return first === undefined ? [] : [withFirst(first, () => HIDDEN), ...rest];
};

test('every name of a matrix may be one of the same matrix where an expression hides a part of it', () => {
  fc.assert(
    fc.property(written, name, fc.constantFrom(...hidings), (matrix, template, hide) => {
      const known = namesIn(whole(matrix), template);
      expect(known.every(({ certain }) => certain)).toBe(true);
      const open = namesIn(hide(matrix), template);
      for (const { text } of known)
        expect([text, open.some((item) => isCalled(item, text))]).toEqual([text, true]);
    }),
    { numRuns: 300 },
  );
});

test('a name that is certain although a part of the matrix is hidden is one of it, whatever is hidden', () => {
  fc.assert(
    fc.property(written, name, fc.constantFrom(...hidings), (matrix, template, hide) => {
      const known = new Set(namesIn(whole(matrix), template).map(({ text }) => text));
      const certain = namesIn(hide(matrix), template).filter((item) => item.certain);
      expect(certain.map(({ text }) => text).filter((text) => !known.has(text))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
