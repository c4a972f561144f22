import type { ReadinessDocument } from './report/document';

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
