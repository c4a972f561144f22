import * as z from 'zod/mini';
import { listOf } from '../readiness/parse/first-wrong';
import { parseJson, parsed, shorten, type Parsed } from '../readiness/parse/parsed';
import { severities, type Severity } from '../readiness/severity/severity';
import { isScanId, linkOf, type Finding } from './finding';

const text = z._default(z.nullish(z.string()), '');
const line = z.nullish(z.number());
const many = <T>(item: z.ZodMiniType<T>) => z.nullish(listOf(item));

const vulnerability = z.object({
  VulnerabilityID: z.string(),
  VendorIDs: many(z.string()),
  PkgName: z.string(),
  PkgPath: text,
  InstalledVersion: text,
  FixedVersion: text,
  Severity: text,
  Title: text,
  PrimaryURL: text,
  References: many(z.string()),
});
const misconfiguration = z.object({
  ID: z.string(),
  Title: text,
  Message: text,
  Resolution: text,
  Severity: text,
  Status: text,
  PrimaryURL: text,
  CauseMetadata: z.nullish(z.object({ Resource: text, StartLine: line, EndLine: line })),
});
const secret = z.object({
  RuleID: z.string(),
  Category: text,
  Severity: text,
  Title: text,
  StartLine: line,
  EndLine: line,
});
const reportSchema = z.object({
  SchemaVersion: z.literal(2),
  ArtifactType: text,
  Results: many(
    z.object({
      Target: z.string(),
      Class: text,
      Vulnerabilities: many(vulnerability),
      Misconfigurations: many(misconfiguration),
      Secrets: many(secret),
    }),
  ),
});
type Result = NonNullable<z.infer<typeof reportSchema>['Results']>[number];

/**
 * `trivy --format json`, of files or of an image. What is in an image is a finding of the file that it is built from.
 * https://trivy.dev/latest/docs/configuration/reporting/#json
 */
export function parseTrivy(
  report: string,
  file: string,
  dockerfile?: string,
): Parsed<readonly Finding[]> {
  const read = parseJson(report, file, reportSchema);
  if (!read.ok) return read;
  return parsed((read.value.Results ?? []).flatMap((result) => findingsOf(result, dockerfile)));
}

function findingsOf(result: Result, dockerfile: string | undefined): readonly Finding[] {
  const { Target: target, Vulnerabilities, Misconfigurations, Secrets } = result;
  const place = dockerfile ?? target;
  return [
    ...(Vulnerabilities ?? []).flatMap((one): readonly Finding[] =>
      isScanId(one.VulnerabilityID)
        ? [
            {
              ...shared(dockerfile === undefined ? 'dependencies' : 'image', place, one.Severity),
              ids: [one.VulnerabilityID, ...(one.VendorIDs ?? []), ...advisories(one.References)]
                .filter(isScanId)
                .slice(0, 20),
              title: shorten(one.Title ?? '') || 'Known vulnerability of a package',
              message: `${one.PkgName} ${one.InstalledVersion ?? ''}${fixedIn(one.FixedVersion)}`,
              subject: one.PkgName,
              ...linkOf(one.PrimaryURL),
            },
          ]
        : [],
    ),
    ...(Misconfigurations ?? []).flatMap((one): readonly Finding[] => {
      const { Resource, StartLine, EndLine } = one.CauseMetadata ?? {};
      if ((one.Status ?? '') === 'PASS' || !isScanId(one.ID)) return [];
      return [
        {
          ...shared('configuration', place, one.Severity),
          ids: [one.ID],
          title: shorten(one.Title ?? '') || one.ID,
          message: [one.Message, one.Resolution].filter((part) => part !== '').join('; fix: '),
          ...linesOf(StartLine, EndLine),
          ...(Resource === undefined || Resource === null || Resource === ''
            ? {}
            : { subject: Resource }),
          ...linkOf(one.PrimaryURL),
        },
      ];
    }),
    ...(Secrets ?? []).flatMap((one): readonly Finding[] =>
      isScanId(one.RuleID)
        ? [
            {
              ...shared('configuration', place, one.Severity),
              ids: [`secret:${one.RuleID}`],
              title: shorten(one.Title ?? '') || 'Secret in a file',
              message: 'a secret is in this file; fix: revoke it, then remove it from the history',
              ...linesOf(one.StartLine, one.EndLine),
            },
          ]
        : [],
    ),
  ];
}

const shared = (kind: Finding['kind'], file: string, severity: string | null | undefined) => ({
  kind,
  scanners: ['trivy'] as const,
  file,
  ...severityOf(severity),
});

function severityOf(word: string | null | undefined): { readonly severity?: Severity } {
  const severity = severities.find((one) => one === (word ?? '').toLowerCase());
  return severity === undefined ? {} : { severity };
}

/** Lines as far as they are lines: a finding about the whole file has 0, or none. */
export function linesOf(
  start: number | null | undefined,
  end?: number | null,
): Pick<Finding, 'line' | 'endLine'> {
  if (!isLine(start)) return {};
  return { line: start, ...(isLine(end) && end > start ? { endLine: end } : {}) };
}

const isLine = (value: number | null | undefined): value is number =>
  Number.isSafeInteger(value) && (value ?? 0) >= 1 && (value ?? 0) <= 10_000_000;

/** Ids of GitHub's advisories, under which other databases know the same vulnerability. */
const advisories = (references: readonly string[] | null | undefined): readonly string[] =>
  (references ?? []).flatMap(
    (one) => /^https:\/\/github\.com\/advisories\/(GHSA(?:-[0-9a-z]{4}){3})$/.exec(one)?.[1] ?? [],
  );

const fixedIn = (versions: string | null | undefined): string =>
  versions === undefined || versions === null || versions === ''
    ? ', no fixed version yet'
    : `, fixed in ${versions}`;
