import { stableJson, type Json } from '../../core/kernel/stable-json';
import { type Rule, type Severity } from '../../core/reading/rule';
import { type Violation } from '../../core/reading/violation';

/** GitHub code scanning shows this number as low, medium, high or critical. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  low: '3.0',
  medium: '5.0',
  high: '8.0',
  critical: '9.5',
};

/**
 * The violations as SARIF 2.1.0, for GitHub code scanning.
 * https://docs.github.com/en/code-security/reference/code-scanning/sarif-support-for-code-scanning
 */
export function sarifReport(
  violations: readonly Violation[],
  rules: readonly Rule[],
  version: string,
): string {
  const report: Json = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'gatehouse', version, rules: rules.map(describe) } },
        columnKind: 'utf16CodeUnits',
        results: violations.map((item) => result(item, rules)),
      },
    ],
  };
  return `${stableJson(report, 2)}\n`;
}

function describe(rule: Rule): Json {
  return {
    id: rule.name,
    shortDescription: { text: rule.description },
    fullDescription: { text: rule.why },
    help: { text: rule.remediation, markdown: `${rule.remediation}\n\n[Source](${rule.link})` },
    helpUri: rule.link,
    defaultConfiguration: { level: levelOf(rule.severity, rule.level) },
    properties: { tags: ['security'], 'security-severity': SECURITY_SEVERITY[rule.severity] },
  };
}

function result(violation: Violation, rules: readonly Rule[]): Json {
  const { rule, severity, level, message, fix, setting, file, line, column, urn, repository } =
    violation;
  const region =
    line === undefined ? {} : { region: { startLine: line, startColumn: column ?? 1 } };
  // A violation of a resource has no file; code scanning wants a location, so it is on the project's own file.
  const uri = file ?? 'Pulumi.yaml';
  return {
    ruleId: rule,
    ruleIndex: rules.findIndex((item) => item.name === rule),
    level: levelOf(severity, level),
    message: {
      text: `${repository === undefined ? '' : `${repository}: `}${message}; fix: ${fix}${setting === undefined ? '' : `; config key: ${setting}`}`,
    },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: encodeURI(uri) }, ...region },
        ...(urn === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: urn }] }),
      },
    ],
  };
}

function levelOf(severity: Severity, level: string | undefined): 'error' | 'warning' | 'note' {
  if (level === 'advisory') return severity === 'low' ? 'note' : 'warning';
  return severity === 'low' ? 'warning' : 'error';
}
