import { plural, tidy } from '../amounts';
import { ciChanges } from '../ci-times';
import { explain, whatToDo, worthDoing } from '../explain';
import { flakeChances } from '../flake-outlook';
import { flakyTests } from '../flaky';
import type { History } from '../history';
import { newestFirst } from '../pass-rate';
import { componentIds } from '../score';
import { changeOver, changesOver, historyDays, recent } from '../trend';
import { ciChangeText, measureText, shownSeries } from './ci-times-words';
import { scoreOf } from './comment';
import type { ReadinessDocument } from './document';
import { flakyName, flakyNote, lastSeen, wholePercent } from './flaky-words';
import { bandSign, bar, lineChart, rangeBar, sparkLine } from './html/chart';
import { html, page, webAddress } from './html/page';
import { section, table } from './html/parts';
import { exceptionCard } from './html-exceptions';
import { posturePart } from './html-posture';
import { benchmarkChangeText, kindText, newestTime, shownBenchmarks } from './performance-words';
import { jobCells, runCostColumns, runCostOf } from './run-cost';
import { bandWords, componentWords, scopeNote, signed } from './words';

const listed = 15;

/** Longest text about the table of flaky tests. */
const longestNote = 1000;

/** The dashboard of one repository as a static page: everything in it comes from the history. */
export function renderHtmlDashboard(history: History, document: ReadinessDocument): string {
  return page(`Release readiness of ${document.repository}`, [
    ...head(history, document),
    trend(history, document),
    '<div class="grid">',
    components(document),
    todo(document),
    '</div>',
    exceptionCard(document),
    posturePart(history.posture),
    health(history),
    ciTimes(history),
    performance(history),
    flaky(history),
    runs(history),
    runCost(history),
    overrides(history),
  ]);
}

function head(history: History, document: ReadinessDocument): readonly string[] {
  const band = bandWords[document.band];
  const change = changeOver(history.points, document.generatedAt, 7);
  const verdict = document.value >= document.threshold ? 'reaches' : 'below';
  return [
    '<header class="head">',
    `<div class="score ${document.band}">${document.value}&nbsp;%</div>`,
    '<div>',
    `<h1>Release readiness of ${html(document.repository)}</h1>`,
    `<p>${bandSign(document.band)} ${html(band.text)} · ${verdict} the threshold of ${document.threshold}&nbsp;%${change === undefined ? '' : ` · ${signed(change.delta)} in seven days`}</p>`,
    `<p class="soft">Branch ${html(document.branch)}, commit <code>${html(document.commit.slice(0, 12))}</code>, <time datetime="${html(document.generatedAt)}">${html(moment(document.generatedAt))} UTC</time></p>`,
    ...scopeNote(document.scope, (directory) => directory).map(
      (note) => `<p class="soft">${html(note)}</p>`,
    ),
    '</div>',
    '</header>',
  ];
}

function trend(history: History, document: ReadinessDocument): string {
  const points = recent(history.points, document.generatedAt);
  const { from, to } = axisOf(points[0]?.at ?? document.generatedAt, document.generatedAt);
  const scores = points.map((point) => point.score);
  const changes = changesOver(history.points, to).map(
    ({ delta, days }) => `${signed(delta)} in ${days} days`,
  );
  const label =
    scores.length === 0
      ? 'Readiness score: no point yet'
      : `Readiness score over ${historyDays} days: between ${Math.min(...scores)} and ${Math.max(...scores)} percent, now ${document.value}; threshold ${document.threshold}`;
  return section(
    `Trend over ${historyDays} days`,
    `<p class="soft">${changes.join(' · ')}</p>`,
    lineChart(
      points.map(({ at, score }) => ({ at, value: score })),
      document.threshold,
      from,
      to,
      label,
    ),
    `<details><summary>The numbers</summary>${table(
      'Recorded scores, newest first',
      ['when (UTC)', 'commit', 'score'],
      [...points]
        .reverse()
        .slice(0, 60)
        .map((point) => [
          time(point.at),
          `<code>${html(point.commit.slice(0, 12))}</code>`,
          `${point.score} %`,
        ]),
      [2],
    )}</details>`,
  );
}

const dayMs = 86_400_000;

/** From the oldest point to the newest look, a day at least: a young history fills its chart like an old one. */
function axisOf(oldest: string, newest: string): { readonly from: string; readonly to: string } {
  const to = Math.max(Date.parse(newest), Date.parse(oldest) + dayMs);
  return { from: oldest, to: new Date(to).toISOString() };
}

function components(document: ReadinessDocument): string {
  const { lines } = explain(scoreOf(document), document);
  return section(
    'Where the points are',
    table(
      'Each line with its inputs, and the points it won of those there were to win',
      ['line', 'measured', 'points', 'of', 'share'],
      componentIds.flatMap((component) =>
        lines
          .filter((one) => one.line.component === component)
          .map(({ line, label, inputs }) => [
            label === componentWords[component]
              ? html(label)
              : `${html(label)}<br><span class="soft">${componentWords[component]}</span>`,
            line.state === 'missing' ? '<strong>no input</strong>' : html(inputs),
            String(tidy(line.points)),
            String(tidy(line.maximum)),
            bar(line.points / line.maximum),
          ]),
      ),
      [2, 3],
      { wide: [1] },
    ),
  );
}

function todo(document: ReadinessDocument): string {
  const explanation = explain(scoreOf(document), document);
  const missing = document.lines.filter((line) => line.state === 'missing');
  const chosen = worthDoing(explanation, 5);
  return section(
    whatToDo(explanation),
    chosen.length === 0
      ? '<p>Nothing to fix: every point is won.</p>'
      : `<ol>${chosen.map((one) => `<li>${html(one.text)} <span class="soft">(+${plural(tidy(one.gain), 'point')})</span></li>`).join('')}</ol>`,
    ...(missing.length === 0
      ? []
      : [
          `<p><strong>Inputs that are missing, and count nothing:</strong></p><ul>${missing.map((line) => `<li>${html(line.id)}: ${html(line.reason ?? 'no input', 300)}</li>`).join('')}</ul>`,
        ]),
  );
}

function health(history: History): string {
  const { metrics = {} } = history;
  const card = (label: string, unit: string, key: keyof typeof metrics): string => {
    const now = metrics[key];
    const values = history.points.flatMap((point) => point.metrics[key] ?? []);
    return `<div class="card"><span class="soft">${label}</span><b>${now === undefined ? 'not known' : `${now}${unit}`}</b>${sparkLine(values, `${label}: from ${values[0] ?? 0} to ${values.at(-1) ?? 0}`)}</div>`;
  };
  return section(
    'CI health',
    `<div class="cards">${[
      card('CI pass rate', ' %', 'passRate'),
      card('Green without a retry', ' %', 'firstAttemptRate'),
      card('Average build time', ' s', 'buildSeconds'),
      card('Cache hit rate', ' %', 'cacheHitRate'),
      card('Test coverage', ' %', 'coverage'),
      card('Security issues', '', 'securityIssues'),
      ...(metrics.baseline === undefined ? [] : [card('Let pass by the baseline', '', 'baseline')]),
      ...(metrics.coverageFloor === undefined
        ? []
        : [card('Floor of the coverage', ' %', 'coverageFloor')]),
    ].join('')}</div>`,
  );
}

function ciTimes({ runs: all }: History): string {
  const series = shownSeries(all);
  if (series.length === 0) return '';
  const changes = ciChanges(all).map((change) => `<li>${ciChangeText(change, html)}</li>`);
  const cards = series.map(({ measure, values, now }) => {
    const name = measureText(measure, html);
    const label = `${measureText(measure, (text) => text)}: from ${values[0] ?? 0} to ${values.at(-1) ?? 0}`;
    return `<div class="card"><span class="soft">${name}</span><b>${now}</b>${sparkLine(values, label)}</div>`;
  });
  return section(
    'Times of the pipeline',
    ...(changes.length === 0 ? [] : [`<ul>${changes.join('')}</ul>`]),
    `<div class="cards">${cards.join('')}</div>`,
  );
}

function performance({ performance: runs }: History): string {
  const shown = shownBenchmarks(runs);
  if (shown.length === 0) return '';
  return section(
    'Performance',
    `<p class="soft">${kindText(runs, html)}</p>`,
    table(
      'Benchmarks on the default branch; what changed last first',
      ['benchmark', 'now', 'trend', 'last change', 'baselines'],
      shown.map((one) => [
        `<code>${html(one.name)}</code>`,
        newestTime(one),
        sparkLine(
          one.values.map((value) => Number((value * 1000).toPrecision(4))),
          `${one.name} in milliseconds`,
        ),
        one.last === undefined ? 'none' : benchmarkChangeText(one.last, html),
        String(one.baselines),
      ]),
      [1, 4],
      { first: 'name' },
    ),
  );
}

function flaky(history: History): string {
  const tests = flakyTests(history.observations).slice(0, listed);
  if (tests.length === 0) return '';
  const outlook = flakeChances(history.observations);
  const note = html(flakyNote(history.observations, outlook.ofTests), longestNote);
  return section(
    'Flaky tests',
    `<p class="soft">${note}</p>`,
    table(
      'The flakiest first',
      ['test', 'flaked', 'range', '', 'last seen (UTC)', 'next run'],
      tests.map((test) => {
        const chance = outlook.chances.get(test.id);
        return [
          flakyName(test, (id) => `<code>${html(id)}</code>`),
          `${test.flakes} (${wholePercent(test.rate)})`,
          `${wholePercent(test.low)} to ${wholePercent(test.high)}`,
          rangeBar(test.low, test.high, test.rate),
          html(lastSeen(test)),
          chance === undefined ? '<span class="soft">no prediction</span>' : wholePercent(chance),
        ];
      }),
      [1, 2, 5],
      { first: 'name', wide: [4] },
    ),
  );
}

function runs(history: History): string {
  if (history.runs.length === 0) return '';
  return section(
    'Recent runs',
    table(
      'The newest first',
      ['run', 'ended', 'started (UTC)', 'commit', 'attempts'],
      newestFirst(history.runs)
        .slice(0, listed)
        .map((run) => {
          const address = webAddress(run.url);
          return [
            address === undefined ? String(run.id) : `<a href="${address}">${run.id}</a>`,
            html(run.conclusion ?? 'running'),
            time(run.startedAt),
            `<code>${html(run.commit.slice(0, 12))}</code>`,
            String(run.attempt),
          ];
        }),
      [4],
    ),
  );
}

function runCost(history: History): string {
  const cost = runCostOf(history, (text) => text);
  if (cost === undefined) return '';
  return section(
    'What CI costs',
    `<p class="soft">${html(cost.sentences.join(' '), longestNote)}</p>`,
    table(
      'The most minutes first',
      runCostColumns,
      cost.jobs.map((job) => jobCells(job, cost.jobs, (text) => `<code>${html(text)}</code>`)),
      [2, 3, 4, 5],
      { first: 'name' },
    ),
  );
}

function overrides(history: History): string {
  if (history.overrides.length === 0) return '';
  return section(
    'Overrides',
    table(
      'Changes that passed below the threshold',
      ['pull request', 'by', 'when (UTC)', 'why'],
      [...history.overrides]
        .reverse()
        .slice(0, listed)
        .map((one) => [`#${one.pullRequest}`, html(one.by), time(one.at), html(one.reason, 500)]),
      // Stryker disable next-line ArrayDeclaration: a text is the number of no column.
      [],
      { wide: [3] },
    ),
  );
}

function time(at: string): string {
  return `<time datetime="${html(at)}">${html(moment(at))}</time>`;
}

function moment(at: string): string {
  return at.slice(0, 16).replace('T', ' ');
}
