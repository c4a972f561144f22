/** What draws pages, the largest part of the reports: a file of its own in the action, which loads it when it writes one. */
export { renderHtmlDashboard } from '../../core/readiness/report/html-dashboard';
export { renderFleet } from '../../core/readiness/report/html-fleet';
