import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as fc from 'fast-check';
import { awsTypes, githubTypes } from '../../core/kernel/resource-types';
import { ifKnown } from '../../core/reading/resource-view';
import { rules } from '../rules';
import { isLeftOut, mayBeEmpty, rememberUnknowns, withUnknowns } from './unknown-inputs';

type Props = Readonly<Record<string, unknown>>;

const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';
// Exported, but the package's declarations leave it out.
const { unknownCheckingProxy } = createRequire(__filename)('@pulumi/policy') as {
  readonly unknownCheckingProxy: (props: Props) => Props;
};

/** The leaves of a value, `?` where reading throws, as `path=value`. */
function leaves(read: () => unknown, path = ''): readonly string[] {
  const known = ifKnown(() => ({ value: read() }));
  if (known === undefined) return [`${path}=?`];
  const { value } = known;
  if (typeof value !== 'object' || value === null) return [`${path}=${String(value)}`];
  return Object.keys(value).flatMap((key) => leaves(() => (value as Props)[key], `${path}.${key}`));
}

const protection = githubTypes.BranchProtection;

function seen(inputs: Props, outputs: Props, urn = 'it', type = protection): readonly string[] {
  rememberUnknowns({ type, urn, props: unknownCheckingProxy(inputs) });
  return leaves(() => withUnknowns(urn, unknownCheckingProxy(outputs)));
}

test.each<[string, Props, Props, readonly string[]]>([
  ['known inputs leave what is shown', { a: 1 }, { a: 2, b: 3 }, ['.a=2', '.b=3']],
  ['an unknown input hides the old value', { a: UNKNOWN }, { a: 2, b: 3 }, ['.a=?', '.b=3']],
  ['an unknown input is unknown where nothing is shown', { a: UNKNOWN }, {}, ['.a=?']],
  ['and where null is', { a: UNKNOWN }, { a: null }, ['.a=?']],
  [
    'a part that is unknown hides that part',
    { rules: { checks: UNKNOWN, deletion: true } },
    { rules: { checks: 1, deletion: false } },
    ['.rules.checks=?', '.rules.deletion=false'],
  ],
  ['a part of what is not shown', { rules: { checks: UNKNOWN } }, {}, ['.rules.checks=?']],
  ['an old list hides its length too', { list: ['x', UNKNOWN] }, { list: ['x'] }, ['.list=?']],
  [
    'a new list is shown as it is',
    { list: ['x', UNKNOWN] },
    { list: ['x', UNKNOWN] },
    ['.list.0=x', '.list.1=?'],
  ],
  ['a list of objects', { list: [{ a: UNKNOWN }] }, { list: [{ a: 1 }] }, ['.list=?']],
  ['what is shown unknown stays so', { rules: { a: UNKNOWN } }, { rules: UNKNOWN }, ['.rules=?']],
])('%s', (_name, inputs, outputs, expected) => {
  expect(seen(inputs, outputs)).toEqual(expected);
});

test.each<[string, string, Props, boolean]>([
  ['one that shows no property', protection, {}, true],
  ['not one that shows an unknown one', protection, { pattern: UNKNOWN }, false],
  ['not one whose properties may all be left out', awsTypes.sqs.Queue, {}, false],
  ['not a provider', 'pulumi:providers:github', {}, false],
])('left out of the update is %s', (_name, type, props, expected) => {
  const urn = `${type}-${String(expected)}`;
  rememberUnknowns({ type, urn, props: unknownCheckingProxy(props) });
  expect(isLeftOut({ urn })).toBe(expected);
  const read = () => withUnknowns(urn, unknownCheckingProxy(props))['repositoryId'];
  if (expected) expect(read).toThrow(`${urn} is left out of this update and was never created`);
  else expect(read()).toBeUndefined();
  expect('repositoryId' in withUnknowns(urn, unknownCheckingProxy(props))).toBe(false);
});

test('the types that may be empty are those whose arguments the SDK makes optional', () => {
  const types = rules.flatMap((rule) =>
    rule.scope === 'resource' || rule.scope === 'stack'
      ? [rule.example.violates, rule.example.passes].flat().map(({ type }) => type)
      : [],
  );
  const all = [...new Set([...types, ...mayBeEmpty])].filter((type) =>
    /^(?:aws|github):/.test(type),
  );
  expect(all.length).toBeGreaterThan(20);
  for (const type of all) {
    const [name = '', module = ''] = type.split(':');
    const file = `@pulumi/${name}/${module.replace(/^index\//, '')}.d.ts`;
    const text = readFileSync(createRequire(__filename).resolve(file), 'utf8');
    const isOptional = text.includes('constructor(name: string, args?:');
    expect([type, mayBeEmpty.has(type)]).toEqual([type, isOptional]);
  }
});

test('the last registration counts, each resource by itself', () => {
  expect(seen({ a: UNKNOWN }, { a: 1 })).toEqual(['.a=?']);
  expect(seen({ a: UNKNOWN }, { a: 1 }, 'other')).toEqual(['.a=?']);
  expect(seen({ a: 2 }, { a: 1 })).toEqual(['.a=1']);
  expect(leaves(() => withUnknowns('other', { a: 1 }))).toEqual(['.a=?']);
  expect(leaves(() => withUnknowns('never registered', { a: 1 }))).toEqual(['.a=1']);
});

test('what an input hides is never read as known, and nothing else is hidden', () => {
  const values = fc.letrec<{ map: Props; value: unknown }>((tie) => ({
    map: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
    value: fc.oneof(
      { maxDepth: 2 },
      fc.constantFrom('known', UNKNOWN),
      tie('map'),
      fc.array(tie('value'), { maxLength: 2 }),
    ),
  }));
  fc.assert(
    fc.property(values.map, (inputs) => {
      // Shown as registered, it is what it is.
      expect(seen(inputs, inputs)).toEqual(leaves(() => unknownCheckingProxy(inputs)));
      // Shown with nothing unknown, what is known is what no input hides.
      const old = JSON.parse(JSON.stringify(inputs).replaceAll(UNKNOWN, 'old')) as Props;
      const shown = seen(inputs, old);
      expect(shown.filter((leaf) => leaf.endsWith('=old'))).toEqual([]);
      const known = leaves(() => unknownCheckingProxy(inputs)).filter((leaf) =>
        /=known$/.test(leaf),
      );
      const outsideLists = known.filter((leaf) => !/\.\d+[.=]/.test(leaf));
      expect(shown).toEqual(expect.arrayContaining(outsideLists));
    }),
  );
});
