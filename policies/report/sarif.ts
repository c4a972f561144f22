import { type Rule, type Severity } from '../../core/reading/rule';
import { type Violation } from '../../core/reading/violation';
import {
  sarifLog,
  sarifToolName,
  type SarifResult,
  type SarifRule,
} from '../../core/sarif/sarif-log';
import { type CheckReport } from '../check-report';
import { type FixFor } from '../suggested-fixes';

/** SARIF's own scale of how sure a result is. */
const PRECISION = { low: 'medium', medium: 'high', high: 'very-high' } as const;

/** The manifest of the pack, as far as a report shows it. */
interface Tool {
  readonly version: string;
  /** Where the pack is published, if it is. */
  readonly homepage?: string;
}

/**
 * The report as SARIF, for GitHub code scanning. What an exception or the baseline excuses is in it as suppressed.
 */
export function sarifReport(
  { violations, excepted, known }: CheckReport,
  rules: readonly Rule[],
  tool: Tool,
  fixFor: FixFor = () => undefined,
): string {
  const result = (item: Violation, suppression?: SarifResult['suppression']): SarifResult => ({
    ...resultOf(item),
    ...fixOf(item, fixFor),
    ...(suppression === undefined ? {} : { suppression }),
  });
  return sarifLog([
    {
      tool: { name: sarifToolName, ...tool },
      category: 'gatehouse/workflows/',
      rules: rules.map(describe),
      results: [
        ...violations.map((item) => result(item)),
        ...excepted.map(({ violation, by, reason, until }) =>
          result(violation, {
            kind: by === 'comment' ? 'inSource' : 'external',
            justification: `${reason}, until ${until}`,
          }),
        ),
        ...known.map((item) =>
          result(item, { kind: 'external', justification: 'in the baseline' }),
        ),
      ],
    },
  ]);
}

function describe(rule: Rule): SarifRule {
  const isSecurity = rule.security !== false;
  return {
    id: rule.name,
    description: rule.description,
    details: rule.why,
    help: { text: rule.remediation, markdown: `${rule.remediation}\n\n[Source](${rule.link})` },
    helpUri: rule.link,
    level: levelOf(rule.severity, rule.level),
    precision: PRECISION[rule.confidence ?? 'high'],
    tags: [isSecurity ? 'security' : 'reliability'],
    ...(isSecurity ? { severity: rule.severity } : {}),
  };
}

function resultOf(violation: Violation): SarifResult {
  const { rule, severity, level, message, fix, setting, urn, repository } = violation;
  const { line, column, endColumn, fingerprint } = violation;
  return {
    rule,
    level: levelOf(severity, level),
    message: `${repository === undefined ? '' : `${repository}: `}${message}; fix: ${fix}${setting === undefined ? '' : `; config key: ${setting}`}`,
    // A violation of a resource has no file; code scanning wants a location, so it is on the project's own file.
    file: violation.file ?? 'Pulumi.yaml',
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    ...(endColumn === undefined ? {} : { endColumn }),
    ...(urn === undefined ? {} : { logicalName: urn }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
  };
}

function fixOf(violation: Violation, fixFor: FixFor): Pick<SarifResult, 'fix'> {
  const fix = fixFor(violation);
  if (fix === undefined) return {};
  const { start, end, insert } = fix;
  return {
    fix: {
      description: violation.fix,
      startLine: start.line,
      startColumn: start.column,
      endLine: end.line,
      endColumn: end.column,
      insert,
    },
  };
}

function levelOf(severity: Severity, level: string | undefined): SarifResult['level'] {
  if (level === 'advisory') return severity === 'low' ? 'note' : 'warning';
  return severity === 'low' ? 'warning' : 'error';
}
