import { type Diagnostic } from '../engine/run-report';
import { type ReviewedReport } from '../review/reviewed-report';

/** A report with what each of its repositories waives among its messages. */
export async function withWaivers(
  report: ReviewedReport,
  environment: NodeJS.ProcessEnv,
): Promise<ReviewedReport> {
  const { readWaiversOf } = await import('../waivers/read-waivers.js');
  const found = await readWaiversOf(report.steps, environment, new Date());
  const messages = found.flatMap(({ repository, lines, failure }): readonly Diagnostic[] => {
    if (failure !== undefined) {
      const message = `waivers of ${repository} not read: ${failure}`;
      return [{ severity: 'warning', message, urn: '' }];
    }
    const text = lines.map((line) => `\n  ${line}`).join('');
    return text === ''
      ? []
      : [{ severity: 'info', message: `${repository} has waivers:${text}`, urn: '' }];
  });
  const read = found.filter(({ failure }) => failure === undefined).length;
  const without = found.filter(({ lines, failure }) => failure === undefined && lines.length === 0);
  const rest: Diagnostic = {
    ...{ severity: 'info', urn: '' },
    message: `waivers read of ${String(read)} repositories; ${String(without.length)} waive nothing`,
  };
  return { ...report, diagnostics: [...report.diagnostics, ...messages, rest] };
}
