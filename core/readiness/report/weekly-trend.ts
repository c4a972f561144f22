import { isoWeek } from '../announce';
import { plural } from '../amounts';
import { flakyTests } from '../flaky';
import type { History } from '../history';
import { oneDecimal, recent, sparkline } from '../trend';
import { flakyName } from './flaky-words';
import type { ReadinessDocument } from './document';
import { ciNews } from './ci-times-words';
import { exceptionSection } from './exceptions';
import { foreignMarkdown } from './foreign';
import { benchmarkNews } from './performance-words';
import { postureSection } from './posture-words';
import { signed } from './words';

const metricRows = [
  ['passRate', 'CI pass rate', ' %'],
  ['firstAttemptRate', 'Green without a retry', ' %'],
  ['buildSeconds', 'Average build time', ' s'],
  ['cacheHitRate', 'Cache hit rate', ' %'],
  ['coverage', 'Test coverage', ' %'],
  ['securityIssues', 'Security issues', ''],
  ['baseline', 'Let pass by the baseline', ''],
  ['coverageFloor', 'Floor of the coverage', ' %'],
] as const;

/** Known only of repositories with a baseline; the others have no row for them. */
const ratchet: readonly string[] = ['baseline', 'coverageFloor'];

/** The weekly trend analysis: how score and metrics moved over the seven days before, and which tests flaked. */
export function renderWeeklyTrend(
  history: History,
  document: ReadinessDocument,
  now: string,
): string {
  const week = recent(history.points, now, 7);
  const values = week.map((point) => point.score);
  const flaky = flakyTests(recent(history.observations, now, 7)).slice(0, 10);
  const first = week[0];
  const last = week.at(-1);
  return [
    `# Readiness of ${foreignMarkdown(document.repository)}, week ${isoWeek(now)}`,
    '',
    values.length === 0
      ? `The score did not change in seven days: ${document.value} %.`
      : `Now ${document.value} %; ${range(values)} in seven days. \`${sparkline(values)}\``,
    '',
    '| metric | first in the week | now | change |',
    '| --- | ---: | ---: | ---: |',
    ...metricRows.flatMap(([key, label, unit]) => {
      // The only point of a week says nothing about its beginning.
      // Stryker disable next-line OptionalChaining: without a first there is no last.
      const from = first === last ? undefined : first?.metrics[key];
      const to = last?.metrics[key] ?? history.metrics?.[key];
      const show = (value: number | undefined) =>
        value === undefined ? 'not known' : `${value}${unit}`;
      const change = from === undefined || to === undefined ? '' : signed(oneDecimal(to - from));
      if (ratchet.includes(key) && to === undefined) return [];
      return [`| ${label} | ${show(from)} | ${show(to)} | ${change} |`];
    }),
    '',
    ...(flaky.length === 0
      ? ['No test flaked.', '']
      : [
          '## Tests that flaked',
          '',
          ...flaky.map(
            (one) =>
              `- ${flakyName(one, foreignMarkdown)}: ${one.flakes} of ${plural(one.runs, 'run')}, last seen ${one.lastAt.slice(0, 10)}`,
          ),
          '',
        ]),
    ...postureSection(history.posture),
    ...times(history, now),
    ...exceptionSection(document.exceptions, now),
  ].join('\n');
}

function times({ runs, performance }: History, now: string): readonly string[] {
  const list = (title: string, news: readonly string[]): readonly string[] =>
    news.length === 0 ? [] : [title, '', ...news.map((one) => `- ${one}`), ''];
  return [
    ...list('## Times of the pipeline', ciNews(runs, now, foreignMarkdown)),
    ...list('## Performance', benchmarkNews(performance, now, foreignMarkdown)),
  ];
}

function range(values: readonly number[]): string {
  const low = Math.min(...values);
  const high = Math.max(...values);
  return low === high ? 'nothing else' : `between ${low} % and ${high} %`;
}
