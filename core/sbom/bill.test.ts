import fc from 'fast-check';
import { parseBill, type Bill } from './bill';
import { compareBills, isEmpty } from './compare-bills';
import { renderBillChanges } from './render-changes';
import { spdxDocument } from './spdx';

const cycloneDx = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  serialNumber: 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79',
  metadata: {
    timestamp: '2026-11-28T09:00:00.123456+01:00',
    component: { 'bom-ref': 'root', type: 'application', name: 'orders', version: '2.0' },
  },
  components: [
    {
      'bom-ref': 'one',
      type: 'library',
      name: 'Flask',
      version: '3.1.0',
      purl: 'pkg:pypi/flask@3.1.0',
      licenses: [{ license: { id: 'BSD-3-Clause' } }],
    },
    {
      'bom-ref': 'two',
      type: 'library',
      name: 'packaging',
      version: '26.0',
      licenses: [{ expression: 'Apache-2.0 OR BSD-2-Clause' }, { license: { id: 'MIT' } }],
    },
    {
      'bom-ref': 'three',
      type: 'library',
      name: 'odd',
      licenses: [{ license: { name: 'Own licence, see LICENSE' } }],
    },
  ],
  dependencies: [{ ref: 'root', dependsOn: ['one', 'nowhere'] }, { ref: 'one' }],
};

function bill(document: unknown = cycloneDx): Bill {
  const read = parseBill(JSON.stringify(document), 'sbom.cdx.json');
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value;
}

const facts = { name: 'project', now: '2026-11-28T10:00:00.000Z', uuid: 'none' };

test('the same bill in SPDX: who it is of, each package with its licence, and what depends on what', () => {
  const document = JSON.parse(spdxDocument(bill(), facts)) as Record<string, unknown>;
  expect(document).toMatchObject({
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: 'orders',
    documentNamespace: 'https://spdx.org/spdxdocs/orders-3e671687-395b-41f5-a30f-a58921a69b79',
    creationInfo: { created: '2026-11-28T08:00:00Z', creators: ['Tool: gatehouse'] },
    packages: [
      { SPDXID: 'SPDXRef-0-orders', versionInfo: '2.0', licenseDeclared: 'NOASSERTION' },
      {
        SPDXID: 'SPDXRef-1-Flask',
        licenseDeclared: 'BSD-3-Clause',
        externalRefs: [{ referenceType: 'purl', referenceLocator: 'pkg:pypi/flask@3.1.0' }],
      },
      { licenseDeclared: '(Apache-2.0 OR BSD-2-Clause) AND MIT' },
      {
        licenseDeclared: 'NOASSERTION',
        licenseComments: 'The package names its licence as: Own licence, see LICENSE',
      },
    ],
    relationships: [
      { relationshipType: 'DESCRIBES', relatedSpdxElement: 'SPDXRef-0-orders' },
      {
        spdxElementId: 'SPDXRef-0-orders',
        relationshipType: 'DEPENDS_ON',
        relatedSpdxElement: 'SPDXRef-1-Flask',
      },
    ],
  });
});

test('a bill without a project, a time and a number gets them', () => {
  expect(JSON.parse(spdxDocument(bill({ bomFormat: 'CycloneDX' }), facts))).toMatchObject({
    name: 'project',
    documentNamespace: 'https://spdx.org/spdxdocs/project-none',
    creationInfo: { created: '2026-11-28T10:00:00Z' },
    packages: [{ name: 'project' }],
  });
});

test.each([
  ['another format', { bomFormat: 'SPDX' }],
  ['no object', []],
  ['components that are none', { bomFormat: 'CycloneDX', components: [{ version: '1' }] }],
])('%s is no bill', (_title, document) => {
  expect(parseBill(JSON.stringify(document), 'sbom.cdx.json').ok).toBe(false);
});

test('new, gone, of another version and of another licence', () => {
  const [flask, packaging] = cycloneDx.components;
  const after = bill({
    ...cycloneDx,
    components: [
      { ...flask, name: 'flask', version: '3.2.0' },
      { ...packaging, licenses: [{ expression: 'AGPL-3.0-only' }] },
      { name: 'new|one', version: '1' },
    ],
  });
  const changes = compareBills(bill(), after);
  expect(changes).toMatchObject({
    added: [{ name: 'new|one' }],
    removed: [{ name: 'odd' }],
    versions: [{ name: 'flask', before: '3.1.0', after: '3.2.0' }],
    licenses: [
      {
        name: 'packaging',
        before: '(Apache-2.0 OR BSD-2-Clause) AND MIT',
        after: 'AGPL-3.0-only',
      },
    ],
  });
  const text = renderBillChanges(changes);
  expect(text.match(/^### .*/gm)).toEqual([
    '### Other licence (1)',
    '### New (1)',
    '### Gone (1)',
    '### Other version (1)',
  ]);
  expect(text).toContain('| `new\\|one` | `1` | `unknown` |');
});

test('nothing to compare, and nothing that differs', () => {
  expect(renderBillChanges(undefined)).toContain('No former release has a bill');
  expect(renderBillChanges(compareBills(bill(), bill()))).toContain('The same as');
});

const anyBill = fc
  .uniqueArray(
    fc.record({
      name: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      version: fc.constantFrom('1', '2'),
      licenses: fc.constantFrom([], [{ expression: 'MIT' }], [{ license: { name: 'Own' } }]),
    }),
    { selector: ({ name }) => name },
  )
  .map((components) => bill({ bomFormat: 'CycloneDX', components }));

test('swapping two bills swaps the directions, and each is equal to itself', () => {
  fc.assert(
    fc.property(anyBill, anyBill, (one, other) => {
      const there = compareBills(one, other);
      const back = compareBills(other, one);
      expect(back.added).toEqual(there.removed);
      expect(back.removed).toEqual(there.added);
      const turned = (list: typeof there.versions) =>
        list.map(({ name, before, after }) => ({ name, before: after, after: before }));
      expect(back.versions).toEqual(turned(there.versions));
      expect(back.licenses).toEqual(turned(there.licenses));
      expect(isEmpty(compareBills(one, one))).toBe(true);
    }),
  );
});
