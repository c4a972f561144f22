import * as fc from 'fast-check';
import { emptyDeployment, formatDeployment, parseDeployment } from './deployment-file';
import { type EncodedResource } from './encode';
import { recordedKey } from '../../provider/recorded/recorded-mark';
import { countRecorded, withoutRecorded } from './without-recorded';

const urn = (name: string): string => `urn:pulumi:s::p::t::${name}`;
const provider = `${urn('provider')}::id`;

function resource(
  name: string,
  recorded: boolean,
  more: Readonly<Record<string, unknown>> = {},
): EncodedResource {
  const outputs = recorded ? { [recordedKey]: 'not real' } : { real: true };
  return { urn: urn(name), custom: true, type: 't', provider, outputs, ...more };
}

const fileOf = (...resources: readonly EncodedResource[]) => ({ ...emptyDeployment, resources });

test('a real resource is cut off from recorded ones and otherwise left as it is', () => {
  const stack = resource('stack', false);
  const real = resource('real', false, {
    parent: urn('below'),
    dependencies: [urn('stack'), urn('above')],
    propertyDependencies: { arn: [urn('above')], name: [urn('stack')] },
    deletedWith: urn('above'),
    replaceWith: [urn('above')],
    protect: true,
  });
  const left = withoutRecorded(
    fileOf(
      stack,
      resource('above', true, { parent: urn('stack') }),
      resource('below', true, { parent: urn('above') }),
      real,
    ),
  );
  expect(left.resources).toEqual([
    stack,
    {
      ...resource('real', false),
      parent: urn('stack'),
      dependencies: [urn('stack')],
      propertyDependencies: { arn: [], name: [urn('stack')] },
      replaceWith: [],
      protect: true,
    },
  ]);
});

test('an operation on a recorded resource goes, one on a real resource is cut off', () => {
  const file = fileOf(resource('gone', true));
  const operation = resource('real', false, { dependencies: [urn('gone')] });
  const left = withoutRecorded({
    ...file,
    pending: [
      { type: 'updating', resource: resource('gone', true) },
      { type: 'creating', resource: operation },
    ],
  });
  expect(left.pending).toEqual([
    { type: 'creating', resource: { ...operation, dependencies: [] } },
  ]);
});

test('a replaced resource whose successor is recorded is still there to depend on', () => {
  const file = fileOf(
    resource('a', true),
    resource('a', false, { delete: true }),
    resource('b', false, { dependencies: [urn('a')] }),
  );
  expect(withoutRecorded(file).resources).toEqual(file.resources.slice(1));
});

test('of any state what is left is one that can be read, without anything recorded', () => {
  const node = fc.record({ recorded: fc.boolean(), needs: fc.array(fc.nat()), parent: fc.nat() });
  fc.assert(
    fc.property(fc.array(node, { maxLength: 12 }), (nodes) => {
      const earlier = (index: number, pick: number): string[] =>
        index === 0 ? [] : [urn(`r${pick % index}`)];
      const file = fileOf(
        ...nodes.map(({ recorded, needs, parent }, index) => {
          const dependencies = needs.flatMap((pick) => earlier(index, pick));
          const [above] = earlier(index, parent);
          return resource(`r${index}`, recorded, {
            dependencies,
            propertyDependencies: { x: dependencies },
            ...(above === undefined ? {} : { parent: above }),
          });
        }),
      );
      const left = withoutRecorded(file);
      expect(countRecorded(left)).toBe(0);
      expect(left.resources).toHaveLength(nodes.length - countRecorded(file));
      expect(parseDeployment(formatDeployment(left, '')).resources).toHaveLength(
        left.resources.length,
      );
    }),
  );
});
