import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import * as fc from 'fast-check';
import { notAffectedReasons } from '../readiness/exceptions';
import type { History } from '../readiness/history';
import { exampleDocument } from '../readiness/report/example-document';
import { openVexSchema } from './open-vex-schema';
import { vexDocument } from './vex';

const isVex = addFormats(new Ajv({ strict: false, allErrors: true }))
  .addFormat('iri', /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i)
  .compile(openVexSchema);
const day = (days: number): string =>
  new Date(Date.parse(exampleDocument.generatedAt) + days * 86_400_000).toISOString().slice(0, 10);

interface Given {
  readonly id?: string;
  readonly package?: string;
  readonly owner?: string;
  readonly until?: string;
  readonly why?: string;
  readonly reason?: (typeof notAffectedReasons)[number];
}
const waiver = ({
  id = 'CVE-2026-1',
  owner = '@ada',
  until = day(9),
  why = 'it is not called',
  reason = 'vulnerable_code_not_in_execute_path',
  package: of,
}: Given = {}) => ({
  ...{ what: id, why, owner, until },
  notAffected: { id, reason, ...(of === undefined ? {} : { package: of }) },
});
const flask = {
  ...{ name: 'Flask', version: '1.0+local', ids: ['PYSEC-2026-7'], fixedIn: [] },
  aliases: { 'PYSEC-2026-7': ['CVE-2026-1', 'GHSA-aaaa-bbbb-cccc'] },
};
const jinja = { name: 'jinja2', version: '3', ids: ['PYSEC-2026-8'], fixedIn: [] };

type Package = NonNullable<History['security']>['packages'][number];
type Waivers = NonNullable<(typeof exampleDocument)['exceptions']>['waivers'];

function documentOf(waivers: Waivers, packages: readonly Package[] = [flask, jinja]) {
  const text = vexDocument(
    { security: { findings: [], packages: [...packages] } },
    { ...exampleDocument, repository: 'Acme/Orders', exceptions: { modes: {}, waivers, wrong: 0 } },
    '2026-02',
  );
  return text === undefined ? undefined : (JSON.parse(text) as Document);
}

interface Document {
  readonly author: string;
  readonly statements: readonly Readonly<Record<string, unknown>>[];
}

test('what does not affect the repository is said of the packages in which it was found', () => {
  const document = documentOf([waiver()]);
  expect(document).toEqual({
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': 'urn:gatehouse:vex:Acme/Orders:2026-02',
    author: '@ada',
    role: 'Owner of the waivers',
    timestamp: exampleDocument.generatedAt,
    version: 1,
    tooling: 'Gatehouse',
    statements: [
      {
        vulnerability: {
          name: 'CVE-2026-1',
          aliases: ['GHSA-aaaa-bbbb-cccc', 'PYSEC-2026-7'],
        },
        timestamp: exampleDocument.generatedAt,
        products: [
          {
            '@id': `pkg:github/acme/orders@${'a'.repeat(40)}`,
            subcomponents: [{ '@id': 'pkg:pypi/flask@1.0%2Blocal' }],
          },
        ],
        status: 'not_affected',
        status_notes: `@ada, until ${day(9)}`,
        justification: 'vulnerable_code_not_in_execute_path',
        impact_statement: 'it is not called',
      },
    ],
  });
});

const productOf = (document: Document | undefined) => document?.statements[0]?.['products'];

test.each<[string, Given, readonly string[] | undefined]>([
  [
    'by any of its names, in any case',
    { id: 'ghsa-AAAA-bbbb-cccc' },
    ['pkg:pypi/flask@1.0%2Blocal'],
  ],
  ['in the named package alone', { id: 'PYSEC-2026-8', package: 'Jinja2' }, ['pkg:pypi/jinja2@3']],
  ['in a named package in which it was not found', { package: 'my.lib' }, ['pkg:pypi/my-lib']],
  ['that was not found', { id: 'CVE-2020-1' }, undefined],
])('a vulnerability %s', (_name, given, ids) => {
  const [product] = productOf(documentOf([waiver(given)])) as readonly {
    readonly subcomponents?: unknown;
  }[];
  expect(product?.subcomponents).toEqual(ids?.map((id) => ({ '@id': id })));
});

test.each<[string, Waivers]>([
  ['no waiver', []],
  ['a waiver for another reason', [{ what: 'F401', why: 'old', owner: '@ada', until: day(9) }]],
  ['a waiver that has ended', [waiver({ until: day(-1) })]],
])('%s makes no document', (_name, waivers) => {
  expect(documentOf(waivers)).toBeUndefined();
});

test('a waiver counts on its last day, and its authors are the owners', () => {
  const waivers = [
    waiver({ until: day(0), owner: '@bob' }),
    waiver({ id: 'CVE-2026-2' }),
    waiver({ id: 'CVE-2026-3' }),
  ];
  const document = documentOf(waivers);
  expect([document?.author, document?.statements.length]).toEqual(['@ada, @bob', 3]);
});

test('any such document is one by the form that OpenVEX publishes', () => {
  const name = fc.string({ minLength: 1, maxLength: 12 });
  const given = fc.record({
    id: fc.constantFrom('CVE-2026-1', 'PYSEC-2026-8', 'X-1'),
    reason: fc.constantFrom(...notAffectedReasons),
    why: name,
    owner: fc.constantFrom('@ada', '@acme/checkout'),
  });
  const found = fc.record({
    ...{
      name,
      version: name,
      ids: fc.constant<string[]>(['PYSEC-2026-8']),
      fixedIn: fc.constant<string[]>([]),
    },
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(given, { minLength: 1, maxLength: 5, selector: ({ id }) => id }),
      fc.array(found, { maxLength: 4 }),
      (waivers, packages) => {
        isVex(documentOf(waivers.map(waiver), packages));
        expect(isVex.errors ?? []).toEqual([]);
      },
    ),
  );
});
