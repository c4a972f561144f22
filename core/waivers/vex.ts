import { normalName } from '../kernel/package-name';
import { expiryOf } from '../readiness/days';
import type { History } from '../readiness/history';
import type { ReadinessDocument } from '../readiness/report/document';
import { covers } from './match';

type Package = NonNullable<History['security']>['packages'][number];
type NotAffected = NonNullable<
  NonNullable<ReadinessDocument['exceptions']>['waivers'][number]['notAffected']
>;

/**
 * An OpenVEX document with what waivers say does not affect a repository, and counts when the document was made; undefined
 * where that is nothing, since such a document has at least one statement. A waiver's last day is in the notes: OpenVEX has no
 * field for it.
 * https://github.com/openvex/spec/blob/main/OPENVEX-SPEC.md
 *
 * @param name what distinguishes this document from earlier ones of the repository, such as `2026-03`.
 */
export function vexDocument(
  { security }: Pick<History, 'security'>,
  { repository, commit, generatedAt, exceptions }: ReadinessDocument,
  name: string,
): string | undefined {
  const waivers = (exceptions?.waivers ?? []).filter(
    (waiver) => expiryOf(waiver, generatedAt.slice(0, 10)) !== 'expired',
  );
  // Package URLs of GitHub's repositories are in lower case.
  const product = `pkg:github/${repository.toLowerCase()}@${commit}`;
  const statements = waivers.flatMap(({ notAffected, why, owner, until }) => {
    if (notAffected === undefined) return [];
    const packages = (security?.packages ?? []).filter((one) => isAbout(notAffected, one));
    const subcomponents = componentsOf(notAffected, packages);
    return [
      {
        vulnerability: vulnerabilityOf(notAffected, packages),
        timestamp: generatedAt,
        products: [{ '@id': product, ...(subcomponents.length === 0 ? {} : { subcomponents }) }],
        status: 'not_affected',
        status_notes: `${owner}, until ${until}`,
        justification: notAffected.reason,
        impact_statement: why,
      },
    ];
  });
  if (statements.length === 0) return undefined;
  const owners = waivers.flatMap((one) => (one.notAffected === undefined ? [] : [one.owner]));
  const document = {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': `urn:gatehouse:vex:${repository}:${name}`,
    author: [...new Set(owners)].sort().join(', '),
    role: 'Owner of the waivers',
    timestamp: generatedAt,
    version: 1,
    tooling: 'Gatehouse',
    statements,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

const namesOf = ({ ids, aliases = {} }: Package): readonly (readonly string[])[] =>
  ids.map((id) => [id, ...(Object.hasOwn(aliases, id) ? (aliases[id] ?? []) : [])]);

/** Whether a package has the vulnerability, by any of its names. */
function isAbout({ id, package: of }: NotAffected, found: Package): boolean {
  const what = { kind: 'vulnerability', id, ...(of === undefined ? {} : { package: of }) } as const;
  return namesOf(found).some((ids) =>
    covers(what, { kind: 'vulnerability', ids, package: found.name }),
  );
}

/** The vulnerability as the waiver names it, with the names that the databases have for it. */
function vulnerabilityOf({ id }: NotAffected, packages: readonly Package[]) {
  const isSame = (name: string): boolean => name.toLowerCase() === id.toLowerCase();
  const aliases = packages
    .flatMap(namesOf)
    .filter((names) => names.some(isSame))
    .flat()
    .filter((name) => !isSame(name));
  const others = [...new Set(aliases)].sort();
  return { name: id, ...(others.length === 0 ? {} : { aliases: others }) };
}

/** The packages in which it was found; else the one that the waiver names. */
function componentsOf({ package: named }: NotAffected, packages: readonly Package[]) {
  const ids = packages.map(({ name, version }) => `${packageUrl(name)}@${encoded(version)}`);
  const all = ids.length > 0 || named === undefined ? ids : [packageUrl(named)];
  return [...new Set(all)].map((id) => ({ '@id': id }));
}

/** https://github.com/package-url/purl-spec/blob/main/types/pypi-definition.json */
const packageUrl = (name: string): string => `pkg:pypi/${encoded(normalName(name))}`;

/** Half a character, which a report may hold, cannot be encoded. */
const encoded = (text: string): string => encodeURIComponent(text.replace(/\p{Cs}/gu, '?'));
