import { stableJson, type Json } from '../kernel/stable-json';
import { type Bill, type Component } from './bill';

/** Who wrote the document, and when: SPDX wants both, and CycloneDX may have neither. */
export interface SpdxFacts {
  /** Name of the document where the bill names no component. */
  readonly name: string;
  /** ISO 8601 in UTC, for a bill without a time. */
  readonly now: string;
  /** UUID for a bill without one: no two documents may have one namespace. */
  readonly uuid: string;
}

const unknown = 'NOASSERTION';

/** The same bill in SPDX 2.3's JSON. https://spdx.github.io/spdx-spec/v2.3/ */
export function spdxDocument(bill: Bill, { name, now, uuid }: SpdxFacts): string {
  const root: Component = bill.root ?? {
    ...{ ref: 'root', name, version: '', purl: undefined },
    ...{ license: undefined, licenseName: undefined },
  };
  const all = [root, ...bill.components];
  const ids = new Map(all.map((one, index) => [one.ref, `SPDXRef-${index}-${idPart(one.name)}`]));
  const idOf = ({ ref }: Component): string => ids.get(ref) ?? 'SPDXRef-DOCUMENT';
  const document: Json = {
    spdxVersion: 'SPDX-2.3',
    dataLicense: 'CC0-1.0',
    SPDXID: 'SPDXRef-DOCUMENT',
    name: root.name,
    documentNamespace: `https://spdx.org/spdxdocs/${idPart(root.name)}-${bill.serial ?? uuid}`,
    creationInfo: {
      created: bill.createdAt ?? `${now.slice(0, 19)}Z`,
      creators: ['Tool: gatehouse'],
    },
    packages: all.map((one) => packageOf(one, idOf(one))),
    relationships: [
      {
        spdxElementId: 'SPDXRef-DOCUMENT',
        relationshipType: 'DESCRIBES',
        relatedSpdxElement: idOf(root),
      },
      ...bill.dependencies.flatMap(({ ref, on }) =>
        on.flatMap((other) => {
          const [from, to] = [ids.get(ref), ids.get(other)];
          return from === undefined || to === undefined
            ? []
            : [{ spdxElementId: from, relationshipType: 'DEPENDS_ON', relatedSpdxElement: to }];
        }),
      ),
    ],
  };
  return `${stableJson(document, 2)}\n`;
}

function packageOf({ name, version, purl, license, licenseName }: Component, id: string): Json {
  return {
    SPDXID: id,
    name,
    ...(version === '' ? {} : { versionInfo: version }),
    downloadLocation: unknown,
    filesAnalyzed: false,
    licenseConcluded: unknown,
    licenseDeclared: license ?? unknown,
    copyrightText: unknown,
    ...(license === undefined && licenseName !== undefined
      ? { licenseComments: `The package names its licence as: ${licenseName}` }
      : {}),
    ...(purl === undefined
      ? {}
      : {
          externalRefs: [
            {
              referenceCategory: 'PACKAGE-MANAGER',
              referenceType: 'purl',
              referenceLocator: purl,
            },
          ],
        }),
  };
}

/** Identifiers have letters, digits, `.` and `-`. */
const idPart = (text: string): string => text.replace(/[^A-Za-z0-9.-]+/g, '-').slice(0, 60) || 'x';
