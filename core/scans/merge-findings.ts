import { normalName } from '../kernel/package-name';
import { severities } from '../readiness/severity/severity';
import { scanners, type Finding } from './finding';

/**
 * Each problem once: what Bandit and Ruff report of one line under the same number, and what databases know of one package
 * under ids that they share. The merged finding has the ids of all, and the worst severity.
 */
export function mergeFindings(findings: readonly Finding[]): readonly Finding[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const key = groupOf(finding);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else addTo(group, finding);
  }
  return [...groups.values()].flat();
}

/** Findings of different groups are never the same. */
function groupOf({ kind, ids, file, subject }: Finding): string {
  const parts =
    kind === 'code'
      ? [familyOf(ids[0] ?? '') ?? ids[0] ?? '', file]
      : kind === 'configuration'
        ? [ids[0] ?? '', file, subject ?? '']
        : [normalName(subject ?? ''), file];
  return [kind, ...parts].join('\0');
}

/** Puts a finding to those of its group that are the same, which it may connect. */
function addTo(group: Finding[], finding: Finding): void {
  const same = group.filter((other) => isSame(other, finding));
  const others = group.filter((other) => !same.includes(other));
  group.splice(0, group.length, ...others, [...same, finding].reduce(merged));
}

function isSame(a: Finding, b: Finding): boolean {
  switch (a.kind) {
    case 'code':
      return overlap(a, b) && a.scanners.some((one) => !b.scanners.includes(one));
    case 'configuration':
      return a.line === b.line;
    case 'dependencies':
    case 'image':
      return a.ids.some((id) => b.ids.includes(id));
  }
}

function overlap(a: Finding, b: Finding): boolean {
  const [startA = 0, startB = 0] = [a.line, b.line];
  return startA <= (b.endLine ?? startB) && startB <= (a.endLine ?? startA);
}

function merged(a: Finding, b: Finding): Finding {
  // The one of the first scanner says it, whatever the order of the reports.
  const [first, second] = rank(a) <= rank(b) ? [a, b] : [b, a];
  const severity = severities.find((one) => a.severity === one || b.severity === one);
  return {
    ...second,
    ...first,
    scanners: scanners.filter((one) => a.scanners.includes(one) || b.scanners.includes(one)),
    ids: [...new Set([...first.ids, ...second.ids])],
    ...(severity === undefined ? {} : { severity }),
  };
}

const rank = ({ scanners: [first] }: Finding): number =>
  first === undefined ? scanners.length : scanners.indexOf(first);

/** The number by which Bandit and Ruff know one rule: Ruff's `S608` is Bandit's `B608`. https://docs.astral.sh/ruff/rules/ */
function familyOf(id: string): string | undefined {
  return /^[BS](\d{3})$/.exec(id)?.[1];
}

/** The id under which a finding is reported: the same whichever tool or database reports it. */
export function ruleOf({ kind, ids }: Finding): string {
  const [first = 'unknown'] = ids;
  if (kind === 'code') {
    const family = familyOf(first);
    return family === undefined ? first : `B${family}/S${family}`;
  }
  if (kind === 'configuration') return first;
  // The number that all databases refer to, else that of the database which most do.
  const named = (prefix: string): string | undefined =>
    [...ids].sort().find((id) => id.startsWith(prefix));
  return named('CVE-') ?? named('GHSA-') ?? named('PYSEC-') ?? first;
}
