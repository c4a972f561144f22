import * as fc from 'fast-check';
import { houseDefaults } from '../defaults';
import { isSettings, type Settings } from '../own';
import { inherit, type Layer, originAt } from './inherit';

const house: Settings = { ...houseDefaults };

function layer(settings: Settings, kind: Layer['kind'] = 'group'): Layer {
  return { kind, settings, placeOf: () => ({}) };
}

const laid = (...settings: readonly Settings[]): Settings =>
  inherit(
    house,
    settings.map((one) => layer(one)),
  );

describe('what is inherited', () => {
  test.each<[string, readonly Settings[], Settings]>([
    [
      'a later layer wins key by key',
      [{ gates: { coverage: 70, lint: 'warn' } }, { gates: { coverage: 75 } }],
      { gates: { ...houseDefaults.gates, coverage: 75, lint: 'warn' } },
    ],
    ['a list is replaced', [{ branches: ['a', 'b'] }, { branches: ['c'] }], { branches: ['c'] }],
    ['an empty list is a list', [{ branches: ['a'] }, { branches: [] }], { branches: [] }],
    [
      'maps are joined',
      [{ variables: { A: '1', B: '2' } }, { variables: { B: '3' } }],
      { variables: { A: '1', B: '3' } },
    ],
    [
      'null takes an entry away',
      [{ variables: { A: '1', B: '2' } }, { variables: { A: null } }],
      { variables: { B: '2' } },
    ],
    [
      'null takes back to the house default',
      [{ gates: { coverage: 70 } }, { gates: { coverage: null } }],
      { gates: houseDefaults.gates },
    ],
    [
      'null takes a section back to the house',
      [{ gates: { coverage: 70, lint: 'warn' } }, { gates: null }],
      { gates: houseDefaults.gates },
    ],
    [
      'null takes away what the house does not have',
      [{ mcp: { command: ['a'] } }, { mcp: null }],
      { mcp: undefined },
    ],
    [
      'what was taken away can come again',
      [{ mcp: { command: ['a'] } }, { mcp: null }, { mcp: { command: ['b'] } }],
      { mcp: { command: ['b'] } },
    ],
    [
      'null where nothing is inherited is nothing',
      [{ variables: { A: null }, mcp: null }],
      { variables: {}, mcp: undefined },
    ],
    [
      'an environment is replaced as a whole',
      [
        { environments: { 'v1.2': { waitMinutes: 5, variables: { A: '1' } } } },
        { environments: { 'v1.2': { waitMinutes: 6 } } },
      ],
      { environments: { 'v1.2': { waitMinutes: 6 } } },
    ],
    [
      'what is a whole keeps its nulls',
      [{ smoke: { checks: [{ expectJson: { a: null } }], canary: null } }],
      { smoke: { checks: [{ expectJson: { a: null } }], canary: null } },
    ],
  ])('%s', (_name, layers, expected) => {
    const settings = laid(...layers);
    for (const [key, value] of Object.entries(expected)) expect(settings[key]).toEqual(value);
  });
});

/** A value, or that it is taken away. */
const or = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> =>
  fc.option(value, { freq: 4, nil: null });
const some = <Shape extends Record<string, unknown>>(shape: {
  [Key in keyof Shape]: fc.Arbitrary<Shape[Key]>;
}) => fc.record(shape, { requiredKeys: [] });

const key = fc.constantFrom('A', 'constructor', 'b.c');
const settingsArbitrary: fc.Arbitrary<Settings> = some({
  runner: or(fc.constantFrom('ubuntu-22.04', 'ubuntu-24.04')),
  branches: or(fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 })),
  gates: or(some({ coverage: or(fc.nat(100)), lint: or(fc.constantFrom('warn', 'enforce')) })),
  retries: or(
    some({
      tests: or(some({ reruns: or(fc.nat(5)) })),
      network: or(some({ attempts: or(fc.nat(5)) })),
    }),
  ),
  variables: or(fc.dictionary(key, or(fc.constantFrom('1', '2')), { maxKeys: 3 })),
  environments: or(fc.dictionary(key, or(some({ waitMinutes: fc.nat(9) })), { maxKeys: 2 })),
  secrets: or(
    some({ actions: or(fc.dictionary(key, or(some({ env: key, config: key })), { maxKeys: 2 })) }),
  ),
  mcp: or(some({ command: fc.array(key), callTimeoutSeconds: fc.nat(9) })),
  readiness: or(
    some({
      dashboardCopy: or(some({ directory: or(fc.constantFrom('x', 'y')), appId: or(fc.nat(9)) })),
    }),
  ),
});

interface Leaf {
  readonly path: readonly string[];
  readonly value: unknown;
  /** Number of the layer that says it, none for the house. */
  readonly by: number | undefined;
}

/** Lists, texts, numbers and what docs/fleet.md calls wholes; objects without keys are nothing. */
function leaves(value: Settings, by: number | undefined, path: readonly string[] = []): Leaf[] {
  return Object.entries(value).flatMap(([name, inner]): Leaf[] => {
    const below = [...path, name];
    const [section] = below;
    const isWhole =
      section === 'mcp' ||
      section === 'smoke' ||
      (section === 'environments' && below.length === 2) ||
      (section === 'secrets' && below.length === 3);
    return isSettings(inner) && !isWhole
      ? leaves(inner, by, below)
      : [{ path: below, value: inner, by }];
  });
}

const isBelow = (path: readonly string[], above: readonly string[]): boolean =>
  above.every((part, index) => path[index] === part);

/** The rules again, in the slowest way: a list of leaves, in which each layer strikes out and writes. */
function reference(layers: readonly Settings[]): readonly Leaf[] {
  const ofHouse = leaves(house, undefined);
  return layers.reduce<readonly Leaf[]>((state, settings, by) => {
    let next = state;
    for (const leaf of leaves(settings, by)) {
      next = next.filter(({ path }) => !isBelow(path, leaf.path));
      next =
        leaf.value === null
          ? [...next, ...ofHouse.filter(({ path }) => isBelow(path, leaf.path))]
          : [...next, leaf];
    }
    return next;
  }, ofHouse);
}

const inOrder = (all: readonly Leaf[]): readonly string[] =>
  all.map(({ path, value }) => `${JSON.stringify(path)} ${JSON.stringify(value)}`).sort();

test('order, overrides, lists and removal are as in a naive reference, and so is where each value comes from', () => {
  fc.assert(
    fc.property(fc.array(settingsArbitrary, { maxLength: 6 }), (settings) => {
      const before = JSON.stringify(settings);
      const layers = settings.map((one) => layer(one));
      const merged = inherit(house, layers);
      const expected = reference(settings);
      expect(inOrder(leaves(merged, undefined))).toEqual(inOrder(expected));
      for (const { path, by } of expected) {
        expect(originAt(layers, path).layer).toBe(by === undefined ? undefined : layers[by]);
      }
      expect(JSON.stringify(settings)).toBe(before);
    }),
    { numRuns: 300 },
  );
});
