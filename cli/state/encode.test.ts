import * as fc from 'fast-check';
import { makeSecret } from '../../provider/protocol/property-value';
import { newCrypter } from './crypter';
import { formatDeployment, parseDeployment } from './deployment-file';
import { type ResourceState } from './resource-state';
import { SecretKeeper } from './stack-store';

const resource: fc.Arbitrary<ResourceState> = fc.record({
  urn: fc.constantFrom('urn:pulumi:s::p::t:i:T::a', 'urn:pulumi:s::p::t:i:T::b'),
  type: fc.constant('t:i:T'),
  custom: fc.constant(true),
  id: fc.string(),
  inputs: fc.tuple(fc.string(), fc.string({ minLength: 1 })).map(([plain, secret]) => ({
    plain,
    secret: makeSecret(secret),
    nested: [{ x: makeSecret(plain) }],
  })),
  outputs: fc.record({ token: fc.string() }),
  parent: fc.constant(''),
  provider: fc.constantFrom('', 'urn:pulumi:s::p::pulumi:providers:t::x::id'),
  dependencies: fc.constant([]),
  propertyDependencies: fc.constantFrom({}, { plain: [] }),
  protect: fc.boolean(),
  retainOnDelete: fc.boolean(),
  deletedWith: fc.constant(''),
  external: fc.boolean(),
  delete: fc.constant(false),
  pendingReplacement: fc.boolean(),
  additionalSecretOutputs: fc.subarray(['token']),
  ignoreChanges: fc.subarray(['plain', 'secret']),
  replaceOnChanges: fc.subarray(['plain']),
  initErrors: fc.subarray(['did not start']),
  importId: fc.constantFrom('', 'imported'),
  timeouts: fc.constantFrom(
    { create: 0, update: 0, delete: 0 },
    { create: 60, update: 0, delete: 5 },
  ),
  replacementTrigger: fc.constantFrom(null, 'v1'),
  created: fc.constantFrom('', '2026-01-01T00:00:00.000Z'),
  modified: fc.constantFrom('', '2026-01-01T00:00:00.000Z'),
  extra: fc.constant({}),
});

it('a resource comes back from the file as it was, and its secrets are not in the file', async () => {
  const crypter = await newCrypter('pass');
  fc.assert(
    fc.property(resource, (state) => {
      const keeper = new SecretKeeper(crypter);
      const text = formatDeployment(
        { salt: crypter.state, resources: [keeper.encode(state)], pending: [] },
        '2026-01-01T00:00:00Z',
      );
      const [read] = parseDeployment(text).resources;
      if (read === undefined) throw new Error('the resource is missing');
      expect(new SecretKeeper(crypter).decode(read)).toEqual(state);
    }),
  );
});

it('equal secrets of two resources do not show as equal', async () => {
  const keeper = new SecretKeeper(await newCrypter('pass'));
  const [sample] = fc.sample(resource, 1);
  if (sample === undefined) throw new Error('no sample');
  const of = (urn: string): string =>
    JSON.stringify(
      keeper.encode({ ...sample, urn, inputs: { secret: makeSecret('hunter2') } })['inputs'],
    );
  expect(of('urn:pulumi:s::p::t:i:T::a')).not.toBe(of('urn:pulumi:s::p::t:i:T::b'));
  expect(of('urn:pulumi:s::p::t:i:T::a')).toBe(of('urn:pulumi:s::p::t:i:T::a'));
});
