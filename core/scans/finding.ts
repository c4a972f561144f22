import { severities, type Severity } from '../readiness/severity/severity';

/** What looks for security problems; `osv` is pip-audit with the second database. */
export const scanners = ['bandit', 'ruff', 'pip-audit', 'osv', 'trivy'] as const;
export type Scanner = (typeof scanners)[number];

/** What is looked at, each with a category of its own in code scanning. */
export type ScanKind = 'code' | 'dependencies' | 'image' | 'configuration';

/** One security problem in one place, whoever found it. */
export interface Finding {
  readonly kind: ScanKind;
  readonly scanners: readonly Scanner[];
  /** Ids of one and the same: of a rule in several tools, of a vulnerability in several databases. At least one. */
  readonly ids: readonly string[];
  /** What is wrong in general; the same for all findings of a rule. */
  readonly title: string;
  /** What is wrong here. */
  readonly message: string;
  /** Absent: nothing rates it. */
  readonly severity?: Severity;
  /** Path from the root of the repository, or from the project's directory as its reports have it. */
  readonly file: string;
  /** 1-based; absent: it is about the whole file, or its line is not known. */
  readonly line?: number;
  readonly endLine?: number;
  /** Package or resource that it is about: it stays the same wherever in the file it is. */
  readonly subject?: string;
  readonly link?: string;
}

/** What no database rates may be as bad as any: it counts as high. */
export const shownSeverity = ({ severity }: Finding): Severity => severity ?? 'high';

/** The worst findings, at most so many, the worst first; those alike stay in their order. */
export const worstOf = (findings: readonly Finding[], most: number): readonly Finding[] =>
  severities
    .flatMap((one) => findings.filter((each) => shownSeverity(each) === one))
    .slice(0, most);

/** Sites that links of reports may lead to: a report is data of others. */
const linked =
  /^https:\/\/(?:docs\.astral\.sh|bandit\.readthedocs\.io|avd\.aquasec\.com|osv\.dev|nvd\.nist\.gov|github\.com\/advisories)\/[\w./?#=&%-]{1,200}$/;

/** A link as a property, where it leads to one of the sites that scanners are documented on. */
export const linkOf = (link: string | null | undefined): Pick<Finding, 'link'> =>
  link !== null && link !== undefined && linked.test(link) ? { link } : {};

/** Identifiers of rules and vulnerabilities; anything else in a report is not one. */
export const isScanId = (id: string): boolean => /^[A-Za-z][\w.:-]{1,80}$/.test(id);
