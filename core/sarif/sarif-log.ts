import { stableJson, type Json } from '../kernel/stable-json';

/**
 * Limits of GitHub code scanning, which refuses a file beyond them: tags of a rule, results of a run. Of these it keeps 5,000
 * by severity, so that no more are written.
 * https://docs.github.com/en/code-security/reference/code-scanning/sarif-support-for-code-scanning#file-limits
 */
export const sarifLimits = { results: 5000, tags: 20 } as const;

export type SarifLevel = 'error' | 'warning' | 'note';

/** Severities of a security problem in code scanning's words, worst first. */
type SecuritySeverity = 'critical' | 'high' | 'medium' | 'low';

/** The tool that all reports name, by which code scanning filters; their categories say what was looked at. */
export const sarifToolName = 'gatehouse';

/** GitHub code scanning shows this number as low, medium, high or critical. */
const securitySeverity: Readonly<Record<SecuritySeverity, string>> = {
  low: '3.0',
  medium: '5.0',
  high: '8.0',
  critical: '9.5',
};

const problemSeverity = { error: 'error', warning: 'warning', note: 'recommendation' } as const;

export interface SarifRule {
  readonly id: string;
  readonly name?: string;
  readonly description: string;
  readonly details: string;
  readonly help: { readonly text: string; readonly markdown: string };
  readonly helpUri?: string;
  readonly level: SarifLevel;
  /** SARIF's own scale of how sure a result is. */
  readonly precision?: 'medium' | 'high' | 'very-high';
  readonly tags: readonly string[];
  /** Absent: not a matter of security, or not rated. Code scanning takes what has one for a vulnerability. */
  readonly severity?: SecuritySeverity;
}

export interface SarifResult {
  readonly rule: string;
  readonly level: SarifLevel;
  readonly message: string;
  /** Path from the root of the repository. */
  readonly file: string;
  /** 1-based, as the columns. */
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  /** Names what is not in a file, such as a resource. */
  readonly logicalName?: string;
  /** What stays the same while other lines of the file change; equal ones are numbered in the order of the results. */
  readonly fingerprint?: string;
  readonly suppression?: {
    readonly kind: 'inSource' | 'external';
    readonly justification: string;
  };
  readonly fix?: SarifFix;
  readonly properties?: Readonly<Record<string, Json>>;
}

/** A text that replaces a place of the result's file. */
interface SarifFix {
  readonly description: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly insert: string;
}

/** What one tool found in one place. */
export interface SarifRun {
  readonly tool: {
    readonly name: string;
    readonly version?: string;
    /** Where the tool is published, if it is. */
    readonly homepage?: string;
  };
  /**
   * Names what was looked at: results of one category replace those of the upload before, and no others. Without `/` at its
   * end the last part would be the name of the run.
   */
  readonly category?: `${string}/`;
  readonly rules: readonly SarifRule[];
  readonly results: readonly SarifResult[];
}

/**
 * A report as SARIF 2.1.0, for GitHub code scanning.
 * https://docs.github.com/en/code-security/reference/code-scanning/sarif-support-for-code-scanning
 */
export function sarifLog(runs: readonly SarifRun[]): string {
  const log: Json = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: runs.map(runOf),
  };
  return `${stableJson(log, 2)}\n`;
}

function runOf({ tool, category, rules, results }: SarifRun): Json {
  const { name, version, homepage } = tool;
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const seen = new Map<string, number>();
  return {
    tool: {
      driver: {
        name,
        ...(version === undefined ? {} : { version }),
        ...(homepage === undefined ? {} : { informationUri: homepage }),
        rules: rules.map(describe),
      },
    },
    ...(category === undefined ? {} : { automationDetails: { id: category } }),
    columnKind: 'utf16CodeUnits',
    results: results.slice(0, sarifLimits.results).map((result) => ({
      ...resultOf(result, indexes.get(result.rule) ?? -1),
      ...fingerprints(result, seen),
    })),
  };
}

function describe(rule: SarifRule): Json {
  const { id, name, description, details, help, helpUri, level, precision, tags, severity } = rule;
  return {
    id,
    ...(name === undefined ? {} : { name }),
    shortDescription: { text: description },
    fullDescription: { text: details },
    help: { ...help },
    ...(helpUri === undefined ? {} : { helpUri }),
    defaultConfiguration: { level },
    properties: {
      ...(precision === undefined ? {} : { precision }),
      tags: tags.slice(0, sarifLimits.tags),
      ...(severity === undefined
        ? { 'problem.severity': problemSeverity[level] }
        : { 'security-severity': securitySeverity[severity] }),
    },
  };
}

function resultOf(result: SarifResult, ruleIndex: number): Readonly<Record<string, Json>> {
  const { rule, level, message, file, logicalName, suppression, fix, properties } = result;
  return {
    ruleId: rule,
    ruleIndex,
    level,
    message: { text: message },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(file) }, ...region(result) },
        ...(logicalName === undefined
          ? {}
          : { logicalLocations: [{ fullyQualifiedName: logicalName }] }),
      },
    ],
    ...(suppression === undefined
      ? {}
      : { suppressions: [{ status: 'accepted', ...suppression }] }),
    ...(fix === undefined ? {} : { fixes: [fixOf(fix, file)] }),
    ...(properties === undefined ? {} : { properties }),
  };
}

function region({
  line,
  column = 1,
  endLine = line,
  endColumn,
}: SarifResult): Readonly<Record<string, Json>> {
  if (line === undefined || endLine === undefined) return {};
  const end: Readonly<Record<string, number>> =
    endColumn !== undefined ? { endLine, endColumn } : endLine > line ? { endLine } : {};
  return { region: { startLine: line, startColumn: column, ...end } };
}

/**
 * Equal lines with the same finding are numbered: a fingerprint names one result. Code scanning compares results by
 * `primaryLocationLineHash` alone.
 */
function fingerprints(
  { fingerprint }: SarifResult,
  seen: Map<string, number>,
): Readonly<Record<string, Json>> {
  if (fingerprint === undefined) return {};
  const number = (seen.get(fingerprint) ?? 0) + 1;
  seen.set(fingerprint, number);
  const numbered = `${fingerprint}:${number}`;
  return {
    partialFingerprints: { 'gatehouseLine/v1': numbered, primaryLocationLineHash: numbered },
  };
}

function fixOf({ description, insert, ...deletedRegion }: SarifFix, file: string): Json {
  return {
    description: { text: description },
    artifactChanges: [
      {
        artifactLocation: { uri: uriOf(file) },
        replacements: [{ deletedRegion, insertedContent: { text: insert } }],
      },
    ],
  };
}

/** The path of a file as a relative URI: `#` and `?` would end it, and half a surrogate pair has no bytes. */
const uriOf = (file: string): string =>
  file
    .replace(/\p{Cs}/gu, '\uFFFD')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
