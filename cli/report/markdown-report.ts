import { type RunReport, type StepReport } from '../engine/run-report';
import { shownValue } from '../../provider/protocol/property-diff';
import { parseUrn } from '../../provider/protocol/urn';
import { type ReviewedReport } from '../review/reviewed-report';
import { gateMarkdown } from './gate-markdown';
import { escaped } from './markdown-text';
import { shortType } from './short-type';
import { summaryLine } from './summary';

/** Rows of a table that are shown; the rest is counted. */
const longestTable = 200;

/** The report as GitHub-flavoured Markdown, for a pull request's comment or a job's summary. */
export function markdownReport(report: ReviewedReport): string {
  const changed = report.steps.filter(
    (step) => step.operation !== 'same' && step.operation !== 'read',
  );
  const parts = [
    `### ${escaped(summaryLine(report))}`,
    "_From Gatehouse's embedded host, not the Pulumi engine._",
    gateMarkdown(report.gates, 'last applied'),
    changes(changed),
    verdicts(report),
    errors(report),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function changes(steps: readonly StepReport[]): string {
  if (steps.length === 0) return '';
  const rows = steps
    .slice(0, longestTable)
    .map(
      (step) =>
        `| ${step.recorded ? `${step.operation} (recorded)` : step.operation} | \`${escaped(shortType(step.type))}\` | ${escaped(step.name)} | ${what(step)} |`,
    );
  const more =
    steps.length > longestTable ? [`\n… and ${steps.length - longestTable} more resources.`] : [];
  return ['| | type | name | changes |', '| --- | --- | --- | --- |', ...rows, ...more].join('\n');
}

function what(step: StepReport): string {
  return step.differences
    .slice(0, 5)
    .map(({ path, before, after, secret }) => {
      const texts = [before, after]
        .filter((value) => value !== undefined)
        .map((value) => shownValue(value, secret));
      return escaped(`${path}: ${texts.join(' → ')}`);
    })
    .join('<br>');
}

function verdicts(report: RunReport): string {
  if (report.packs.length === 0) return '';
  if (report.verdicts.length === 0) return 'Policies: all passed.';
  const rows = report.verdicts.map((verdict) => {
    const name = parseUrn(verdict.urn).name;
    return `| ${verdict.level} | ${escaped(verdict.policy)} | ${escaped(name)} | ${escaped(verdict.message)} |`;
  });
  return ['| level | policy | resource | finding |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

function errors(report: RunReport): string {
  return report.diagnostics
    .filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map(({ severity, message }) => `- **${severity}**: ${escaped(message)}`)
    .join('\n');
}
