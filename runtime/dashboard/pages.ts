import { isoWeek, month } from '../../core/readiness/announce';
import type { History } from '../../core/readiness/history';
import { renderAudit } from '../../core/readiness/report/audit';
import { renderBadge } from '../../core/readiness/report/badge';
import { renderDashboard } from '../../core/readiness/report/dashboard';
import type { ReadinessDocument } from '../../core/readiness/report/document';
import { renderWeeklyTrend } from '../../core/readiness/report/weekly-trend';

/** Name of the file that every other one is rendered from. */
export const historyFile = 'history.json';

/** Reports that are made once a week and once a month. */
export type PeriodicReport = 'trend' | 'audit';

/** The history with the periodic reports marked as made; a report is written when its mark changes. */
export function withReports(
  history: History,
  reports: readonly PeriodicReport[],
  due: string,
): History {
  if (history.document === undefined) return history;
  return {
    ...history,
    ...(reports.includes('audit') ? { audit: month(due) } : {}),
    ...(reports.includes('trend') ? { trend: isoWeek(due) } : {}),
  };
}

/** Every file of a dashboard by name; `drawPage` draws the one for a browser. */
export function pages(
  old: History,
  history: History,
  now: Date,
  drawPage: (history: History, document: ReadinessDocument) => string,
): ReadonlyMap<string, string> {
  const files = new Map([[historyFile, json(history)]]);
  const { document, audit, trend } = history;
  if (document === undefined) return files;
  files.set('readiness.json', json(document));
  files.set('badge.json', json(renderBadge(document)));
  files.set('README.md', renderDashboard(history, document));
  files.set('index.html', drawPage(history, document));
  if (audit !== undefined && audit !== old.audit) {
    files.set(`audits/${audit}.md`, renderAudit(history, document, audit));
  }
  if (trend !== undefined && trend !== old.trend) {
    files.set(`trends/${trend}.md`, renderWeeklyTrend(history, document, now.toISOString()));
  }
  return files;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
