import { type Diagnostic, hasFailed } from '../../engine/run-report';
import { fileChanges } from '../../review/file-changes';
import { type ReviewedReport } from '../../review/reviewed-report';
import { summaryLine } from '../summary';
import { changesSection } from './changes-section';
import { gatesSection } from './gates-section';
import { html, type Markup, none } from './markup';
import { page } from './page';
import { treeSection } from './tree-section';
import { verdictsSection } from './verdicts-section';

/** A run's report as a page: gates first, then what policies say, files, resources and messages. */
export function planPage(report: ReviewedReport): string {
  const failed = hasFailed(report);
  return page(`Gatehouse: ${report.project}/${report.stack}`, [
    html`<h1>${report.dryRun ? 'Plan' : 'Update'} of ${report.project}/${report.stack}</h1>
      <p class="verdict ${failed ? 'bad' : 'well'}">${summaryLine(report)}</p>
      <p class="quiet">From Gatehouse's embedded host, not the Pulumi engine.</p>`,
    messages('Errors', report, ['error', 'warning']),
    gatesSection(report.gates, 'last applied'),
    verdictsSection(report),
    changesSection('Files', fileChanges(report.steps)),
    treeSection(report.steps),
    messages('Messages', report, ['info']),
  ]);
}

function messages(
  title: string,
  { diagnostics }: ReviewedReport,
  severities: readonly Diagnostic['severity'][],
): Markup {
  const shown = diagnostics.filter(({ severity }) => severities.includes(severity));
  if (shown.length === 0) return none;
  return html`<section>
    <h2>${title}</h2>
    ${shown.map(
      ({ severity, message }) =>
        html`<p><b class="${severity === 'error' ? 'bad' : 'care'}">${severity}</b></p>
          <pre tabindex="0">${message.trim()}</pre>`,
    )}
  </section>`;
}
