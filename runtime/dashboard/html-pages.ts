/*
 * What draws pages, the largest part of the reports: a file of its own in the action, which loads it when it writes one.
 */
import { historyFile, type History } from '../../core/readiness/history';
import { renderAudit } from '../../core/readiness/report/audit';
import { renderBadge } from '../../core/readiness/report/badge';
import { renderDashboard } from '../../core/readiness/report/dashboard';
import { renderHtmlDashboard } from '../../core/readiness/report/html-dashboard';
import { renderWeeklyTrend } from '../../core/readiness/report/weekly-trend';
import { vexDocument } from '../../core/waivers/vex';

export { performanceLines } from '../../core/readiness/report/performance-comment';
export { digestMessage } from '../../core/readiness/report/slack-message';
export { renderFleet } from '../../core/readiness/report/html-fleet';

const vexFile = (audit: string): string => `${audit}.openvex.json`;

/** Every file of a dashboard by name. */
export function pages(old: History, history: History, now: Date): ReadonlyMap<string, string> {
  const files = new Map([[historyFile, json(history)]]);
  const { document, audit, trend } = history;
  if (document === undefined) return files;
  files.set('readiness.json', json(document));
  files.set('badge.json', json(renderBadge(document)));
  files.set('README.md', renderDashboard(history, document));
  files.set('index.html', renderHtmlDashboard(history, document));
  if (audit !== undefined && audit !== old.audit) {
    const vex = vexDocument(history, document, audit);
    files.set(
      `audits/${audit}.md`,
      renderAudit(history, document, audit, vex === undefined ? undefined : vexFile(audit)),
    );
    if (vex !== undefined) files.set(`audits/${vexFile(audit)}`, vex);
  }
  if (trend !== undefined && trend !== old.trend) {
    files.set(`trends/${trend}.md`, renderWeeklyTrend(history, document, now.toISOString()));
  }
  return files;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
