import { formatProblem } from '../kernel/problem';
import { parsePipAudit } from '../readiness/parse/audit';
import {
  decodeReport,
  parsed,
  relativePath,
  shorten,
  type CheckOutput,
} from '../readiness/parse/parsed';
import { banditFindings } from '../readiness/parse/security';
import { ruffViolations } from '../readiness/parse/lint';
import { type ReportFiles } from '../readiness/readings';
import { type Severity } from '../readiness/severity/severity';
import { sarifLimits } from '../sarif/sarif-log';
import { isScanId, linkOf, worstOf, type Finding, type ScanKind } from './finding';
import { mergeFindings } from './merge-findings';
import { packageFindings, type Manifest } from './packages';
import { linesOf, parseTrivy } from './trivy';

/** Reports of scanners by what is scanned, as the pipeline names their files. */
export const scanReports = {
  bandit: 'bandit.json',
  ruff: 'ruff-security.json',
  /** The directory that the project was scanned in: Ruff names whole paths. */
  root: 'scan-root.txt',
  audit: 'pip-audit.json',
  osv: 'cve.json',
  files: 'trivy-files.json',
  image: 'trivy.json',
} as const;

/** One project of a repository, and what its scanners wrote. */
export interface ScannedProject {
  /** Name of a further project; empty for the first. */
  readonly id: string;
  /** Its directory; `.` for the root. */
  readonly directory: string;
  /** Files that name its packages, the one that says most first; paths from the root. */
  readonly manifests: readonly Manifest[];
  readonly files: ReportFiles;
  /** Scanners beside Bandit and pip-audit that the pipeline runs. */
  readonly ruff: boolean;
}

/** What is scanned once for the whole repository: its reports are among those of the first project. */
export interface RepositoryScans {
  readonly projects: readonly ScannedProject[];
  /** Whether Trivy scans the files. */
  readonly trivy: boolean;
  /** What the scanned image is built from. */
  readonly dockerfile?: string;
}

/** Findings of one kind of one project. */
export interface Scan {
  readonly kind: ScanKind;
  readonly project: string;
  readonly findings: readonly Finding[];
}

export interface ReadScans {
  readonly scans: readonly Scan[];
  /** What could not be read: its kind is left out, because what is not in an upload counts as fixed. */
  readonly problems: readonly string[];
}

type Report = readonly [
  name: string,
  read: (text: string, file: string) => CheckOutput<readonly Finding[]>,
];

/** Everything that scanners found, each problem once. */
export function readScans({ projects, trivy, dockerfile }: RepositoryScans): ReadScans {
  const [first] = projects;
  const problems: string[] = [];
  const together = (files: ReportFiles, reports: readonly Report[]) =>
    readAll(files, reports, problems);
  const files =
    first === undefined || !trivy
      ? []
      : together(first.files, [[scanReports.files, (text, file) => parseTrivy(text, file)]]);
  const scans = projects.flatMap((project): readonly Scan[] => {
    const code = together(project.files, codeReports(project));
    const known = together(project.files, packageReports(project));
    const also = files?.filter(
      (one) => one.kind === 'dependencies' && ownerOf(one.file, projects) === project,
    );
    return [
      ...scan('code', project.id, code),
      ...scan(
        'dependencies',
        project.id,
        known === undefined || also === undefined ? undefined : [...known, ...also],
      ),
    ];
  });
  const image =
    first === undefined || dockerfile === undefined
      ? []
      : scan(
          'image',
          '',
          together(first.files, [
            [scanReports.image, (text, file) => parseTrivy(text, file, dockerfile)],
          ]),
        );
  const configuration = trivy
    ? scan(
        'configuration',
        '',
        files?.filter((one) => one.kind === 'configuration'),
      )
    : [];
  return { scans: [...scans, ...image, ...configuration], problems };
}

const scan = (
  kind: ScanKind,
  project: string,
  findings: readonly Finding[] | undefined,
): readonly Scan[] =>
  findings === undefined
    ? []
    : [{ kind, project, findings: mergeFindings(worstOf(findings, sarifLimits.results)) }];

/** All findings of several reports; undefined where one of them is not there or does not tell all. */
function readAll(
  files: ReportFiles,
  reports: readonly Report[],
  problems: string[],
): readonly Finding[] | undefined {
  const read = reports.map(([name, parse]) => {
    const bytes = files.get(name);
    if (bytes === undefined) {
      problems.push(`${name} is missing`);
      return undefined;
    }
    const text = decodeReport(bytes, name);
    const result = text.ok ? parse(text.value, name) : text;
    if (result.ok) return result.value;
    problems.push(...result.problems.map(formatProblem));
    return undefined;
  });
  const found = read.flatMap((one) => one ?? []);
  return read.includes(undefined) ? undefined : found;
}

function codeReports(project: ScannedProject): readonly Report[] {
  const located = locatedIn(project);
  return [
    [
      scanReports.bandit,
      (text, file) =>
        mapped(banditFindings(text, file), (all) =>
          all.flatMap(({ id, name, message, severity, file: path, line, link }) =>
            located(path, {
              kind: 'code',
              scanners: ['bandit'],
              ids: [id],
              title: name.replaceAll('_', ' '),
              message,
              severity,
              ...linesOf(line),
              ...linkOf(link),
            }),
          ),
        ),
    ],
    ...(project.ruff
      ? [
          [
            scanReports.ruff,
            (text: string, file: string) =>
              mapped(ruffViolations(text, file), (all) =>
                all
                  .filter(({ code }) => /^S\d{3}$/.test(code ?? ''))
                  .flatMap(({ code, message, filename, location, end_location: end, url }) =>
                    located(filename, {
                      kind: 'code',
                      scanners: ['ruff'],
                      ids: [code ?? ''],
                      title: shorten(message),
                      message: shorten(message),
                      // Bandit reports what it rates as medium or worse: what Ruff alone reports is less, or less sure.
                      severity: 'low',
                      ...linesOf(location.row, end?.row),
                      ...linkOf(url),
                    }),
                  ),
              ),
          ] as const,
        ]
      : []),
  ];
}

function packageReports({ manifests }: ScannedProject): readonly Report[] {
  const report = (name: string, scanner: 'pip-audit' | 'osv'): Report => [
    name,
    (text, file) =>
      mapped(parsePipAudit(text, file), (audit) => packageFindings(audit, scanner, manifests)),
  ];
  return [report(scanReports.audit, 'pip-audit'), report(scanReports.osv, 'osv')];
}

/** Findings at their paths from the root; a path that leads out of the repository is none of its files. */
function locatedIn({ directory, files }: ScannedProject) {
  const root = rootIn(files);
  return (path: string, finding: Omit<Finding, 'file'>): readonly Finding[] => {
    if (!finding.ids.every(isScanId)) return [];
    const relative = relativePath(path, root).replace(/^(?:\.\/)+/, '');
    if (/^(?:\/|[A-Za-z]:)/.test(relative) || relative.split('/').includes('..')) return [];
    return [{ ...finding, file: directory === '.' ? relative : `${directory}/${relative}` }];
  };
}

/** The directory that the project was in when it was scanned. */
function rootIn(files: ReportFiles): string | undefined {
  const bytes = files.get(scanReports.root);
  const text = bytes === undefined ? undefined : decodeReport(bytes, scanReports.root);
  return text?.ok === true ? /^\/[^\n]{0,4000}/.exec(text.value)?.[0] : undefined;
}

/** The project whose directory a file is in: the innermost, else the first one. */
function ownerOf(file: string, projects: readonly ScannedProject[]): ScannedProject | undefined {
  const [first] = projects;
  return (
    projects
      .filter(({ directory }) => directory === '.' || file.startsWith(`${directory}/`))
      .reduce(
        (inner, one) =>
          inner === undefined || one.directory.length > inner.directory.length ? one : inner,
        first?.directory === '.' ? first : undefined,
      ) ?? first
  );
}

/** The scans with severities that a database has of vulnerabilities that no report rates. */
export function rated(
  scans: readonly Scan[],
  severities: ReadonlyMap<string, Severity>,
): readonly Scan[] {
  return scans.map((scan) => ({
    ...scan,
    findings: scan.findings.map((finding) => {
      const [severity] = finding.ids.flatMap((id) => severities.get(id) ?? []);
      return finding.severity !== undefined || severity === undefined
        ? finding
        : { ...finding, severity };
    }),
  }));
}

function mapped<T, U>(result: CheckOutput<T>, change: (value: T) => U): CheckOutput<U> {
  return result.ok ? parsed(change(result.value)) : { ok: false, problems: result.problems };
}
