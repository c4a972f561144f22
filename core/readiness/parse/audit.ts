import * as z from 'zod/mini';
import { normalName } from '../../kernel/package-name';
import { findingsKept, type VulnerabilitiesFact } from '../facts';
import { listOf } from './first-wrong';
import { parseJson, parsed, refused, shorten, type Parsed } from './parsed';

const vulnerabilitySchema = z.object({
  id: z.string(),
  fix_versions: listOf(z.string()),
  aliases: z._default(listOf(z.string()), []),
});
const dependencyList = listOf(
  z.union([
    z.object({ name: z.string(), version: z.string(), vulns: listOf(vulnerabilitySchema) }),
    z.object({ name: z.string(), skip_reason: z.string() }),
  ]),
);
// The bare list is the form of pip-audit 1.
const auditSchema = z.union([z.object({ dependencies: dependencyList }), dependencyList]);

interface Vulnerability {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly fixedIn: readonly string[];
}

interface Audited {
  readonly name: string;
  readonly version: string;
  readonly vulnerabilities: readonly Vulnerability[];
}

/** What one database knows of the installed packages. */
export interface Audit {
  readonly audited: readonly Audited[];
  /** Names of packages that could not be looked up. */
  readonly skipped: readonly string[];
}

/** `pip-audit -f json`. Packages it had to skip are named: not audited is not the same as safe. */
export function parsePipAudit(text: string, file: string): Parsed<Audit> {
  const report = parseJson(text, file, auditSchema);
  if (!report.ok) return report;
  const dependencies = 'dependencies' in report.value ? report.value.dependencies : report.value;
  const skipped = dependencies.flatMap((one) => ('skip_reason' in one ? [one.name] : []));
  if (skipped.length > 0 && skipped.length === dependencies.length) {
    return refused(file, 'scan-incomplete', 'pip-audit audited no package at all', {
      found: `${skipped.length} packages skipped`,
      remedy: 'see whether the job could reach the vulnerability service',
    });
  }
  const audited = dependencies.flatMap((one) =>
    'vulns' in one
      ? [
          {
            name: one.name,
            version: one.version,
            vulnerabilities: one.vulns.map(({ id, aliases, fix_versions: fixedIn }) => ({
              id,
              aliases,
              fixedIn,
            })),
          },
        ]
      : [],
  );
  return parsed({ audited, skipped });
}

/** The names of packages that are no released versions, one a line: they were not handed to pip-audit at all. */
export function parseNotAudited(text: string): Parsed<Audit> {
  const skipped = text
    .split(/\r?\n/)
    .map((line) => shorten(line.trim()))
    .filter((line) => line !== '');
  return parsed({ audited: [], skipped });
}

/**
 * What all databases together know: a package is vulnerable by any of them, one vulnerability that they know by different
 * ids counts once, and a package is skipped only when none could look it up.
 */
export function vulnerabilitiesOf(audits: readonly Audit[]): VulnerabilitiesFact {
  const packages = auditedBy(audits);
  const audited = new Set([...packages.values()].map(({ name }) => normalName(name)));
  const skipped = new Set(audits.flatMap((audit) => audit.skipped).map(normalName));
  const unknown = [...skipped].filter((name) => !audited.has(name)).sort();
  return {
    packages: packagesOf(audits).map(({ name, version, vulnerabilities }) => {
      const ids = distinct(vulnerabilities).map(({ id }) => id);
      const others = ids.map((id) => [id, otherNames(id, vulnerabilities)] as const);
      const named = others.filter(([, names]) => names.length > 0);
      return {
        ...{ name, version, ids },
        fixedIn: [...new Set(vulnerabilities.flatMap(({ fixedIn }) => fixedIn))],
        ...(named.length === 0 ? {} : { aliases: Object.fromEntries(named) }),
      };
    }),
    audited: packages.size,
    skipped: unknown.length,
    skippedNames: unknown.slice(0, findingsKept),
  };
}

/** The vulnerable packages, each with everything that any database knows of it. */
export function packagesOf(audits: readonly Audit[]): readonly Audited[] {
  return [...auditedBy(audits).values()].filter(
    ({ vulnerabilities }) => vulnerabilities.length > 0,
  );
}

function auditedBy(audits: readonly Audit[]): ReadonlyMap<string, Audited> {
  const packages = new Map<string, Audited>();
  for (const found of audits.flatMap(({ audited }) => audited)) {
    const key = `${normalName(found.name)} ${found.version}`;
    const before = packages.get(key);
    packages.set(
      key,
      before === undefined
        ? found
        : { ...before, vulnerabilities: [...before.vulnerabilities, ...found.vulnerabilities] },
    );
  }
  return packages;
}

/** Names that the databases have for a vulnerability beside its id. */
function otherNames(id: string, vulnerabilities: readonly Vulnerability[]): readonly string[] {
  const names = vulnerabilities
    .map((one) => [one.id, ...one.aliases])
    .filter((all) => all.includes(id))
    .flat();
  return [...new Set(names)].filter((name) => name !== id).sort();
}

function distinct(vulnerabilities: readonly Vulnerability[]): readonly Vulnerability[] {
  const kept: Vulnerability[] = [];
  for (const one of vulnerabilities) {
    const names = new Set([one.id, ...one.aliases]);
    const isKnown = kept.some(({ id, aliases }) =>
      [id, ...aliases].some((name) => names.has(name)),
    );
    if (!isKnown) kept.push(one);
  }
  return kept;
}
