import { findingsKept } from './facts';
import type { ReadinessDocument } from './report/document';
import type { Severity } from './severity/severity';

/** What a look found open, by what stays the same while a file is edited. */
interface Open {
  readonly findings: readonly { readonly rule: string; readonly file: string }[];
  readonly packages: readonly { readonly name: string; readonly ids: readonly string[] }[];
}

/** ISO 8601 time of the first look at which something was open, by its key. */
export type FirstSeen = Readonly<Record<string, string>>;

export const findingKey = ({ rule, file }: Open['findings'][number]): string =>
  `finding ${rule} ${file}`;
export const vulnerabilityKey = (name: string, id: string): string =>
  `vulnerability ${name.toLowerCase()} ${id}`;

export const packageKey = ({ name, version }: Pick<FoundPackage, 'name' | 'version'>): string =>
  `package ${name.toLowerCase()} ${version}`;

type FoundPackage = Pick<Open['packages'][number], 'name' | 'ids'> & {
  readonly version: string;
  readonly severities?: Readonly<Record<string, Severity>> | undefined;
};

/** Something that was open and is gone. */
export interface Fixed {
  /** `PYSEC-1 in flask`, `B602 in src/run.py`. */
  readonly what: string;
  /** Of a vulnerability that a database rates. */
  readonly severity?: Severity | undefined;
  /** ISO 8601: the looks at which it was first seen, and first not seen any more. */
  readonly seen: string;
  readonly at: string;
}

/** Things that are gone which are remembered. */
const fixedKept = 200;

/**
 * What was fixed, oldest first: what is not seen any more, although it was looked for. Findings beyond those that are listed
 * say nothing of the others, so that none counts as gone while there are as many.
 */
export function fixedThings(
  before: {
    readonly fixed?: readonly Fixed[] | undefined;
    readonly firstSeen?: FirstSeen | undefined;
    readonly findings: Open['findings'];
    readonly packages: readonly FoundPackage[];
  },
  now: { readonly seen: FirstSeen; readonly findings: Open['findings'] },
  at: string,
): readonly Fixed[] {
  const isListed = Math.max(before.findings.length, now.findings.length) < findingsKept;
  const severities = new Map(
    before.packages.flatMap((one) =>
      Object.entries(one.severities ?? {}).map(
        ([id, severity]) => [vulnerabilityKey(one.name, id), severity] as const,
      ),
    ),
  );
  const gone = Object.entries(before.firstSeen ?? {}).flatMap(([key, seen]): readonly Fixed[] => {
    const [, kind, name = '', rest = ''] = /^(finding|vulnerability) (\S+) (.*)$/s.exec(key) ?? [];
    if (Object.hasOwn(now.seen, key) || kind === undefined) return [];
    if (kind === 'finding') return isListed ? [{ what: `${name} in ${rest}`, seen, at }] : [];
    const severity = severities.get(key);
    const rated = severity === undefined ? {} : { severity };
    return [{ what: `${rest} in ${name}`, ...rated, seen, at }];
  });
  return [...(before.fixed ?? []), ...gone].slice(-fixedKept);
}

/**
 * Since when each open thing is known. What is gone is forgotten; of what could not be looked for nothing is, so that an
 * outage of a database makes no old vulnerability a new one.
 */
export function firstSeen(
  before: FirstSeen | undefined,
  { findings, packages }: Open,
  { lines, generatedAt }: Pick<ReadinessDocument, 'lines' | 'generatedAt'>,
): FirstSeen {
  const isMissing = (id: string): boolean =>
    lines.some((line) => line.id === id && line.state === 'missing');
  const known = new Map(Object.entries(before ?? {}));
  const kept = [...known.keys()].filter((key) =>
    isMissing(key.startsWith('finding ') ? 'code-scan' : 'vulnerabilities'),
  );
  const open = [
    ...findings.map(findingKey),
    ...packages.flatMap(({ name, ids }) => ids.map((id) => vulnerabilityKey(name, id))),
  ];
  return Object.fromEntries(
    [...new Set([...kept, ...open])].sort().map((key) => [key, known.get(key) ?? generatedAt]),
  );
}
