import { isoWeek, month } from '../../core/readiness/announce';
import type { History } from '../../core/readiness/history';

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
