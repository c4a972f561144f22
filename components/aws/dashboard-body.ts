import { metricsNamespace } from './alarm';

/** A widget of a CloudWatch dashboard, as far as this room writes one. */
interface Widget {
  readonly type: 'metric' | 'text';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What a dashboard shows. */
export interface DashboardSubject {
  readonly stack: string;
  readonly region: string;
  /** Whether smoke tests report. */
  readonly smoke: boolean;
  /** Regions that smoke tests run from besides. Default: none. */
  readonly furtherRegions?: readonly string[];
  /** Names of the queues for what was given up; a graph of what is in them. */
  readonly queues: readonly string[];
  /** Names of the functions; graphs of their errors and durations. */
  readonly functions: readonly string[];
}

const day = 86_400;
const hour = 3_600;
const columnWidth = 8;
const rowHeight = 6;

/** Lines a graph can still be read with; CloudWatch itself draws 500. */
const lines = 20;

/** The five real-time metrics of the architecture, each with the end of the fleet that deserves a look. */
const ciMetrics = [
  {
    metric: 'CiPassRate',
    title: 'CI pass rate, rolling 10 runs (lowest)',
    worst: 'ASC',
    unit: '%',
  },
  { metric: 'BuildTime', title: 'Average build time (longest)', worst: 'DESC', unit: 's' },
  { metric: 'CacheHitRate', title: 'Cache hit rate (lowest)', worst: 'ASC', unit: '%' },
  { metric: 'FlakyTestFrequency', title: 'Flaky tests (most)', worst: 'DESC', unit: '%' },
  { metric: 'SecurityIssues', title: 'Security issues (most)', worst: 'DESC', unit: 'count' },
] as const;

/**
 * Text of the dashboard. Repositories are found by SEARCH when it is looked at, so that a new one appears by itself and
 * the text stays the same for one repository or a thousand; of many, each graph shows the worst ones.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function dashboardBody(subject: DashboardSubject): string {
  const { stack, region, smoke } = subject;
  const graphs: readonly Readonly<Record<string, unknown>>[] = [
    graph(region, 'Readiness (lowest)', '%', search(stack, 'ReadinessScore', 'ASC')),
    ...ciMetrics.map(({ metric, title, worst, unit }) =>
      graph(region, title, unit, search(stack, metric, worst)),
    ),
    {
      ...graph(region, 'Runs', 'count'),
      metrics: [
        'DispatcherRuns',
        'RepositoriesScored',
        'RepositoriesBelowThreshold',
        'Failures',
      ].map((metric) => [metricsNamespace, metric, 'Stack', stack]),
      stat: 'Sum',
    },
    ...operations(subject),
    ...(smoke ? smokeGraphs(subject) : []),
  ];
  const widgets: readonly Widget[] = graphs.map((properties, index) => ({
    type: 'metric',
    x: (index % 3) * columnWidth,
    y: Math.floor(index / 3) * rowHeight,
    width: columnWidth,
    height: rowHeight,
    properties,
  }));
  return JSON.stringify({ start: '-P28D', periodOverride: 'inherit', widgets });
}

/** What the alarms are about: what failed, waits, was given up, or cannot be seen. */
function operations({
  stack,
  region,
  smoke,
  queues,
  functions,
}: DashboardSubject): readonly Readonly<Record<string, unknown>>[] {
  const own = (...metrics: readonly string[]) =>
    metrics.map((metric) => [metricsNamespace, metric, 'Stack', stack]);
  const ofFunctions = (metric: string) =>
    functions.slice(0, lines).map((name) => ['AWS/Lambda', metric, 'FunctionName', name]);
  const shown = (title: string, unit: string, stat: string, metrics: readonly unknown[]) => ({
    ...graph(region, title, unit),
    period: hour,
    metrics,
    stat,
  });
  return [
    shown('Not scored', 'count', 'Sum', own('Unseen', 'CredentialRefused', 'Throttled')),
    shown('Longest wait since a run was due', 's', 'Maximum', own('OldestWait')),
    shown(
      'Slack: messages not delivered',
      'count',
      'Sum',
      own('SlackFailures', ...(smoke ? ['SmokeSlackFailures', 'SmokeUnchecked'] : [])),
    ),
    shown(
      'Given up: dead letters and undelivered events',
      'messages',
      'Maximum',
      queues.map((name) => ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', name]),
    ),
    shown('Errors of functions', 'count', 'Sum', ofFunctions('Errors')),
    shown('Duration of functions', 'ms', 'Maximum', ofFunctions('Duration')),
  ];
}

/** Percentiles that latencies are drawn at, over the checks of an environment and its runs in a period. */
const percentiles = ['p50', 'p95', 'p99'] as const;

/** Whether deployments are healthy, how fast they answer, and what a retry hid; from each region. */
function smokeGraphs({
  stack,
  region,
  furtherRegions = [],
}: DashboardSubject): readonly Readonly<Record<string, unknown>>[] {
  const isOne = furtherRegions.length === 0;
  const own = (place: string, metric: string, worst: 'ASC' | 'DESC', statistic = 'Average') =>
    search(stack, metric, worst, {
      period: 14_400,
      statistic,
      ...(isOne ? {} : { region: place }),
    });
  return [region, ...furtherRegions].flatMap((place) => {
    const from = isOne ? '' : ` from ${place}`;
    const times = (metric: string, title: string, statistic: string) =>
      graph(place, `${title}${from}, ${statistic}`, 'ms', own(place, metric, 'DESC', statistic));
    return [
      graph(place, `Smoke tests passed${from}`, '0 or 1', own(place, 'SmokeSuccess', 'ASC')),
      graph(
        place,
        `Checks that passed after a retry${from}`,
        'count',
        own(place, 'SmokeRetried', 'DESC', 'Sum'),
      ),
      ...percentiles.map((each) => times('SmokeLatency', 'Smoke test latency', each)),
      times('SmokeFirstByteTime', 'Time to the first byte', 'p95'),
    ];
  });
}

function graph(
  region: string,
  title: string,
  unit: string,
  expression?: string,
): Readonly<Record<string, unknown>> {
  return {
    title,
    region,
    view: 'timeSeries',
    stacked: false,
    period: day,
    yAxis: { left: { min: 0, label: unit, showUnits: false } },
    ...(expression === undefined ? {} : { metrics: [[{ expression, id: 'worst' }]] }),
  };
}

/** The worst of all repositories (and environments) of the stack that reported the metric in the last two weeks. */
function search(
  stack: string,
  metric: string,
  worst: 'ASC' | 'DESC',
  {
    period = day,
    statistic = 'Average',
    region,
  }: { readonly period?: number; readonly statistic?: string; readonly region?: string } = {},
): string {
  const ofRegion = region === undefined ? '' : ` Region="${region}"`;
  const dimensions = metric.startsWith('Smoke')
    ? `Stack,Repository,Environment${region === undefined ? '' : ',Region'}`
    : 'Stack,Repository';
  const query = `{${metricsNamespace},${dimensions}} MetricName="${metric}" Stack="${stack}"${ofRegion}`;
  return `SORT(SEARCH('${query}', '${statistic}', ${period}), AVG, ${worst}, ${lines})`;
}
