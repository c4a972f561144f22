import { stableJson, type Json } from '../../core/kernel/stable-json';
import { type Rule, type Severity } from '../../core/reading/rule';
import { type Violation } from '../../core/reading/violation';
import { type CheckReport } from '../check-report';
import { type FixFor } from '../suggested-fixes';

/** GitHub code scanning shows this number as low, medium, high or critical. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  low: '3.0',
  medium: '5.0',
  high: '8.0',
  critical: '9.5',
};

/** SARIF's own scale of how sure a result is. */
const PRECISION = { low: 'medium', medium: 'high', high: 'very-high' } as const;

/** The manifest of the pack, as far as a report shows it. */
interface Tool {
  readonly version: string;
  /** Where the pack is published, if it is. */
  readonly homepage?: string;
}

/**
 * The report as SARIF 2.1.0, for GitHub code scanning. What an exception or the baseline excuses is in it as suppressed.
 * https://docs.github.com/en/code-security/reference/code-scanning/sarif-support-for-code-scanning
 */
export function sarifReport(
  { violations, excepted, known }: CheckReport,
  rules: readonly Rule[],
  { version, homepage }: Tool,
  fixFor: FixFor = () => undefined,
): string {
  const seen = new Map<string, number>();
  const result = (item: Violation, suppression?: Json): Json => ({
    ...resultOf(item, rules),
    ...fingerprints(item, seen),
    ...fixes(item, fixFor),
    ...(suppression === undefined ? {} : { suppressions: [suppression] }),
  });
  const report: Json = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'gatehouse',
            version,
            ...(homepage === undefined ? {} : { informationUri: homepage }),
            rules: rules.map(describe),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: [
          ...violations.map((item) => result(item)),
          ...excepted.map(({ violation, by, reason, until }) =>
            result(violation, {
              kind: by === 'comment' ? 'inSource' : 'external',
              status: 'accepted',
              justification: `${reason}, until ${until}`,
            }),
          ),
          ...known.map((item) =>
            result(item, {
              kind: 'external',
              status: 'accepted',
              justification: 'in the baseline',
            }),
          ),
        ],
      },
    ],
  };
  return `${stableJson(report, 2)}\n`;
}

function describe(rule: Rule): Json {
  const isSecurity = rule.security !== false;
  return {
    id: rule.name,
    shortDescription: { text: rule.description },
    fullDescription: { text: rule.why },
    help: { text: rule.remediation, markdown: `${rule.remediation}\n\n[Source](${rule.link})` },
    helpUri: rule.link,
    defaultConfiguration: { level: levelOf(rule.severity, rule.level) },
    properties: {
      precision: PRECISION[rule.confidence ?? 'high'],
      // Code scanning takes what has a security severity for a vulnerability.
      ...(isSecurity
        ? { tags: ['security'], 'security-severity': SECURITY_SEVERITY[rule.severity] }
        : {
            tags: ['reliability'],
            'problem.severity': PROBLEM[levelOf(rule.severity, rule.level)],
          }),
    },
  };
}

const PROBLEM = { error: 'error', warning: 'warning', note: 'recommendation' } as const;

function resultOf(violation: Violation, rules: readonly Rule[]): Readonly<Record<string, Json>> {
  const { rule, severity, level, message, fix, setting, urn, repository } = violation;
  // A violation of a resource has no file; code scanning wants a location, so it is on the project's own file.
  const uri = violation.file ?? 'Pulumi.yaml';
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex((item) => item.name === rule),
    level: levelOf(severity, level),
    message: {
      text: `${repository === undefined ? '' : `${repository}: `}${message}; fix: ${fix}${setting === undefined ? '' : `; config key: ${setting}`}`,
    },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: uriOf(uri) }, ...region(violation) },
        ...(urn === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: urn }] }),
      },
    ],
  };
}

function region({ line, column = 1, endColumn }: Violation): Readonly<Record<string, Json>> {
  if (line === undefined) return {};
  const end = endColumn === undefined ? {} : { endLine: line, endColumn };
  return { region: { startLine: line, startColumn: column, ...end } };
}

/** Equal lines with the same finding are numbered: a fingerprint names one result. */
function fingerprints(
  { fingerprint }: Violation,
  seen: Map<string, number>,
): Readonly<Record<string, Json>> {
  if (fingerprint === undefined) return {};
  const number = (seen.get(fingerprint) ?? 0) + 1;
  seen.set(fingerprint, number);
  return { partialFingerprints: { 'gatehouseLine/v1': `${fingerprint}:${number}` } };
}

function fixes(violation: Violation, fixFor: FixFor): Readonly<Record<string, Json>> {
  const fix = fixFor(violation);
  if (fix === undefined) return {};
  const { start, end, insert } = fix;
  const deletedRegion = {
    startLine: start.line,
    startColumn: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
  return {
    fixes: [
      {
        description: { text: violation.fix },
        artifactChanges: [
          {
            artifactLocation: { uri: uriOf(violation.file ?? '') },
            replacements: [{ deletedRegion, insertedContent: { text: insert } }],
          },
        ],
      },
    ],
  };
}

function levelOf(severity: Severity, level: string | undefined): 'error' | 'warning' | 'note' {
  if (level === 'advisory') return severity === 'low' ? 'note' : 'warning';
  return severity === 'low' ? 'warning' : 'error';
}

/** The path of a file as a relative URI: `#` and `?` would end it. */
const uriOf = (file: string): string => file.split('/').map(encodeURIComponent).join('/');
