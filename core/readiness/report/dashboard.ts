import { ciChanges } from '../ci-times';
import type { Conclusion } from '../facts';
import { flakeChances } from '../flake-outlook';
import { flakyTests, type FlakyTest } from '../flaky';
import type { History } from '../history';
import { newestFirst } from '../pass-rate';
import { changesOver, scaledSparkline } from '../trend';
import { ciChangeText, measureText, shownSeries } from './ci-times-words';
import { fixFirst, judgementTable, scopeLines } from './comment';
import type { ReadinessDocument } from './document';
import { exceptionSection } from './exceptions';
import { postureSection } from './posture-words';
import { runCostSection } from './run-cost';
import { flakyName, flakyNote, lastSeen, wholePercent } from './flaky-words';
import { foreignCell, foreignMarkdown } from './foreign';
import {
  benchmarkChangeText,
  kindText,
  newestTime,
  shownBenchmarks,
  trendText,
} from './performance-words';
import { bandWords, readingsNote, signed } from './words';

const listed = 10;

/** The dashboard page of the data branch. Everything in it comes from the history, so that equal facts give equal text. */
export function renderDashboard(history: History, document: ReadinessDocument): string {
  const band = bandWords[document.band];
  const note = readingsNote(document);
  return [
    `# Release readiness of ${foreignMarkdown(document.repository)}`,
    '',
    `## ${band.mark} ${document.value} %`,
    '',
    `${band.text} · ${document.value >= document.threshold ? 'reaches' : 'below'} the threshold of ${document.threshold} %. Branch ${foreignMarkdown(document.branch)}, commit ${foreignMarkdown(document.commit.slice(0, 12))}.`,
    '',
    ...judgementTable(document),
    '',
    ...(note === '' ? [] : [note, '']),
    ...scopeLines(document),
    ...fixFirst(document),
    '',
    ...exceptionSection(document.exceptions, document.generatedAt),
    ...trend(history, document),
    ...health(history),
    ...ciTimes(history),
    ...performance(history),
    ...postureSection(history.posture),
    ...flaky(history),
    ...runs(history),
    ...runCostSection(history),
    ...overrides(history),
  ].join('\n');
}

function trend(history: History, document: ReadinessDocument): readonly string[] {
  const now = document.generatedAt;
  const changes = changesOver(history.points, now).map(
    ({ delta, days }) => `${signed(delta)} in ${days} days`,
  );
  return [
    '## Trend over 90 days',
    '',
    [
      scaledSparkline(
        history.points.map((point) => point.score),
        ' %',
      ),
      ...changes,
    ].join(' · '),
    '',
  ];
}

/** The real-time metrics of CI health monitoring. */
function health(history: History): readonly string[] {
  const { metrics = {} } = history;
  const flakyCount = flakyTests(history.observations).length;
  const row = (
    label: string,
    value: number | undefined,
    unit: string,
    trendOf: keyof typeof metrics,
  ) => {
    const values = history.points.flatMap((point) => point.metrics[trendOf] ?? []);
    return `| ${label} | ${value === undefined ? 'not known' : `${value}${unit}`} | ${values.length < 2 ? '' : scaledSparkline(values, unit)} |`;
  };
  return [
    '## CI health',
    '',
    '| metric | now | trend |',
    '| --- | ---: | --- |',
    row('CI pass rate', metrics.passRate, ' %', 'passRate'),
    row('Green without a retry', metrics.firstAttemptRate, ' %', 'firstAttemptRate'),
    row('Average build time', metrics.buildSeconds, ' s', 'buildSeconds'),
    row('Cache hit rate', metrics.cacheHitRate, ' %', 'cacheHitRate'),
    row('Test coverage', metrics.coverage, ' %', 'coverage'),
    row('Security issues', metrics.securityIssues, '', 'securityIssues'),
    ...(metrics.baseline === undefined
      ? []
      : [row('Let pass by the baseline', metrics.baseline, '', 'baseline')]),
    ...(metrics.coverageFloor === undefined
      ? []
      : [row('Floor of the coverage', metrics.coverageFloor, ' %', 'coverageFloor')]),
    `| Flaky tests | ${flakyCount} | |`,
    '',
  ];
}

/** How long the pipeline takes, job by job, and since when it is slower or faster. */
function ciTimes({ runs: all }: History): readonly string[] {
  const series = shownSeries(all);
  if (series.length === 0) return [];
  return [
    '## Times of the pipeline',
    '',
    ...ciChanges(all).map((change) => `- ${ciChangeText(change, foreignMarkdown)}`),
    '',
    '| green runs | now | trend |',
    '| --- | ---: | --- |',
    ...series.map(
      ({ measure, unit, values, now }) =>
        `| ${measureText(measure, foreignCell)} | ${now} | ${scaledSparkline(values, unit)} |`,
    ),
    '',
  ];
}

function performance({ performance: runs }: History): readonly string[] {
  const shown = shownBenchmarks(runs);
  if (shown.length === 0) return [];
  return [
    '## Performance',
    '',
    kindText(runs, foreignMarkdown),
    '',
    '| benchmark | now | trend | last change | baselines |',
    '| --- | ---: | --- | --- | ---: |',
    ...shown.map(
      (one) =>
        `| ${foreignCell(one.name)} | ${newestTime(one)} | \`${trendText(one)}\` | ${one.last === undefined ? 'none' : benchmarkChangeText(one.last, foreignCell)} | ${one.baselines} |`,
    ),
    '',
  ];
}

function flaky(history: History): readonly string[] {
  const tests = flakyTests(history.observations).slice(0, listed);
  if (tests.length === 0) return [];
  const outlook = flakeChances(history.observations);
  const next = ({ id }: FlakyTest): string => {
    const chance = outlook.chances.get(id);
    return chance === undefined ? '' : wholePercent(chance);
  };
  return [
    '## Flaky tests',
    '',
    flakyNote(history.observations, outlook.ofTests),
    '',
    '| test | flaked | range | last seen (UTC) | next run |',
    '| --- | ---: | ---: | --- | ---: |',
    ...tests.map(
      (test) =>
        `| ${flakyName(test, foreignCell)} | ${test.flakes} (${wholePercent(test.rate)}) | ${wholePercent(test.low)} to ${wholePercent(test.high)} | ${lastSeen(test)} | ${next(test)} |`,
    ),
    '',
  ];
}

const marks: Partial<Record<NonNullable<Conclusion>, string>> = {
  success: '✅',
  failure: '❌',
  cancelled: '⚪',
  skipped: '⚪',
  timed_out: '❌',
  startup_failure: '❌',
};

function runs(history: History): readonly string[] {
  if (history.runs.length === 0) return [];
  return [
    '## Recent runs',
    '',
    '| run | started (UTC) | commit | attempts |',
    '| --- | --- | --- | ---: |',
    ...newestFirst(history.runs)
      .slice(0, listed)
      .map(
        (run) =>
          // Stryker disable next-line ConditionalExpression: no conclusion has this name.
          `| ${(run.conclusion === null ? undefined : marks[run.conclusion]) ?? '⚪'} ${link(run.id, run.url)} | ${foreignCell(run.startedAt)} | ${foreignCell(run.commit.slice(0, 12))} | ${run.attempt} |`,
      ),
    '',
  ];
}

function link(id: number, url: string): string {
  return /^https?:\/\/[\w.:/-]+$/.test(url) ? `[${id}](${url})` : String(id);
}

function overrides(history: History): readonly string[] {
  if (history.overrides.length === 0) return [];
  return [
    '## Overrides',
    '',
    '| pull request | by | when (UTC) | why |',
    '| --- | --- | --- | --- |',
    ...[...history.overrides]
      .reverse()
      .slice(0, listed)
      .map(
        (one) =>
          `| #${one.pullRequest} | ${foreignCell(one.by)} | ${foreignCell(one.at)} | ${foreignCell(one.reason)} |`,
      ),
    '',
  ];
}
