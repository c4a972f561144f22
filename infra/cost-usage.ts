import { CronExpressionParser } from 'cron-parser';
import { readinessAlarms } from '../components/readiness-alarms';
import { monitorsAlarms } from '../components/smoke-monitors';
import { type JobUsage } from '../core/cost/actions-cost';
import { type AwsUsage } from '../core/cost/aws-cost';
import { type JobKind } from '../core/cost/assumptions';
import { type CostEstimate, estimateCost } from '../core/cost/estimate';
import { daysPerMonth } from '../core/cost/prices';
import { minutesBetweenRuns } from '../core/config/aws-schema';
import { type StackConfig } from '../core/config/load';
import { deployEnvironments } from '../core/config/deploy-environments';
import { type DeploySettings, type SmokeSettings } from '../core/config/pipeline-settings';
import { type RepositorySettings } from '../core/config/repository-schema';
import { smokeDeployments, smokeJobId } from '../core/config/smoke-deployments';

type SmokeJobs = Pick<NonNullable<RepositorySettings['smoke']>, 'e2e' | 'canary' | 'rollback'>;

const hoursPerMonth = daysPerMonth * 24;

/** What the stack costs a month, in AWS and in minutes of GitHub Actions. */
export function stackCost(config: StackConfig): CostEstimate {
  return estimateCost(
    {
      aws: awsUsage(config),
      jobs: config.repositories.flatMap((repository) => jobUsage(repository, config.cost)),
    },
    config.cost,
  );
}

function awsUsage({ aws, repositories }: StackConfig): AwsUsage {
  const { readiness, smoke, tracing } = aws;
  const deployments = repositories.flatMap(({ smoke: of }) =>
    of === undefined ? [] : smokeDeployments(of),
  );
  const regions = 1 + Object.keys(smoke.regions).length;
  const monitors = smoke.enabled ? deployments.length * regions : 0;
  const checks = deployments.reduce((sum, each) => sum + each.checks.length, 0);
  const { daily, weekly, monthly } = readiness.schedules;
  const runs = [daily, weekly, monthly].reduce((sum, cron) => sum + runsPerMonth(cron), 0);
  const withoutSlack = aws.slackWebhook === undefined ? 1 : 0;
  const silentMonitors = smoke.slackBot === undefined ? withoutSlack : 0;
  const alarmsOfOne = smoke.slow === undefined ? 2 : 3;
  return {
    repositories: repositories.length,
    ...(readiness.enabled ? { readiness: { runs, memoryMb: readiness.memory } } : {}),
    ...(smoke.enabled
      ? {
          smoke: {
            monitors,
            runs: (hoursPerMonth * 60) / minutesBetweenRuns(smoke),
            measuredChecks: smoke.checkMetrics ? checks * regions : 0,
          },
        }
      : {}),
    // Each is on one metric but that of dead letters, which is on two, and is billed by them.
    alarms:
      (readiness.enabled ? readinessAlarms.length + 1 - withoutSlack : 0) +
      (smoke.enabled ? (monitorsAlarms - silentMonitors) * regions + alarmsOfOne * monitors : 0),
    dashboards: readiness.enabled || smoke.enabled ? 1 : 0,
    tracing,
    network: smoke.enabled && smoke.vpc !== undefined,
    secrets: storedSecrets(aws).filter((secret) => 'secretsManager' in secret).length,
    ownKey: aws.secretsKey !== undefined,
  };
}

/** What functions read, each once. */
function storedSecrets({ readiness, smoke, slackWebhook }: StackConfig['aws']) {
  return [
    ...(readiness.enabled ? [readiness.githubCredentials] : []),
    ...(smoke.enabled ? [...Object.values(smoke.secrets), smoke.slackBot?.token] : []),
    ...(readiness.enabled || (smoke.enabled && smoke.slackBot === undefined) ? [slackWebhook] : []),
  ].filter((secret) => secret !== undefined);
}

/** The jobs of a repository's workflows; a test compares them with what is rendered. */
export function jobUsage(
  repository: RepositorySettings,
  assumptions: StackConfig['cost'],
): readonly JobUsage[] {
  const { runner, caches, schedules, build, publish, deploy, smoke } = repository;
  const { pullRequestRuns, pushRuns, cache, coldMinutes } = assumptions;
  const savedMinutes = caches.uv ? cache.uvMinutes : caches.manager ? cache.pipMinutes : 0;
  const measured: Partial<Record<JobKind, number | undefined>> =
    assumptions.measured?.minutes ?? {};
  const ciRuns = pullRequestRuns + pushRuns;
  const cached = (name: string, kind: JobKind, runs = ciRuns): JobUsage => ({
    name,
    runner,
    runsPerMonth: runs,
    coldMinutes: coldMinutes[kind],
    savedMinutes,
    measuredMinutes: measured[kind],
  });
  const plain = (name: string, runs: number): JobUsage => ({
    name,
    runner,
    runsPerMonth: runs,
    coldMinutes: coldMinutes.other,
    savedMinutes: 0,
  });
  const when = (wanted: boolean, job: JobUsage): readonly JobUsage[] => (wanted ? [job] : []);
  const smokeRuns = pushRuns + runsPerMonth(schedules.smoke);
  const deployments = smoke === undefined ? [] : smokeDeployments(smoke);
  const smokeJobs = ({ e2e, canary, rollback }: SmokeJobs): readonly JobUsage[] => [
    ...deployments.map((each) => plain(smokeJobId(each), smokeRuns)),
    ...when(e2e !== undefined, cached('e2e', 'test', smokeRuns)),
    // The schedule follows no deployment, so it compares nothing.
    ...when(canary !== undefined, plain('canary', pushRuns)),
    // By hand only.
    ...when(rollback, plain('rollback-smoke-test', 0)),
  ];
  const deployJobs = (section: DeploySettings, services: SmokeSettings): readonly JobUsage[] => {
    // Those that are started by hand nothing here knows.
    const runs = section.start === 'manual' ? 0 : pushRuns;
    return [
      cached('build', 'build', runs),
      ...deployEnvironments(section, services).map(({ jobId }) => plain(jobId, runs)),
    ];
  };
  const tests = (name: string, versions: number, runners: readonly string[]) =>
    [runner, ...runners].map((label) => ({
      ...cached(name, 'test', ciRuns * versions),
      runner: label,
    }));
  const { python, checks, projects } = repository;
  return [
    cached('lint', 'lint'),
    ...tests('test', python.versions.length, checks.runners),
    ...Object.entries(projects).flatMap(([id, own]) => [
      cached(`lint-${id}`, 'lint'),
      ...tests(
        `test-${id}`,
        (own.python.versions ?? python.versions).length,
        own.checks?.runners ?? checks.runners,
      ),
      cached(`security-${id}`, 'security'),
      cached(`build-${id}`, 'build'),
    ]),
    ...Object.keys(repository.jobs).map((id) => cached(id, 'test')),
    cached('security', 'security'),
    plain('readiness', ciRuns),
    ...when(repository.mcp !== undefined, cached('mcp-dry-run', 'mcp')),
    ...when(build.dockerfile !== undefined, plain('image-scan', ciRuns)),
    ...when(
      repository.performance !== undefined && repository.gates.performance !== 'off',
      cached('performance', 'test'),
    ),
    cached('build', 'build'),
    ...when(build.attest, plain('attest', pushRuns)),
    plain('pr-comment', pullRequestRuns),
    // A called pipeline has one, and what calls it another.
    plain('ci-success', repository.reuse === undefined ? ciRuns : 2 * ciRuns),
    plain('comment', pullRequestRuns),
    plain('update-readiness', pushRuns + runsPerMonth(schedules.readiness)),
    // As often as there are releases, which nothing here says.
    ...(publish === undefined ? [] : [cached('build', 'build', 0), plain('publish', 0)]),
    ...when(publish !== undefined && build.sbom, plain('sbom', 0)),
    ...(smoke === undefined ? [] : smokeJobs(smoke)),
    ...(deploy === undefined || smoke === undefined ? [] : deployJobs(deploy, smoke)),
  ];
}

/** Memo: a fleet has a handful of schedules. */
const counted = new Map<string, number>();

/** Runs of a cron expression in an average month. */
export function runsPerMonth(cron: string): number {
  const known = counted.get(cron);
  if (known !== undefined) return known;
  const { minute, hour } = CronExpressionParser.parse(cron).fields;
  const runs = (minute.values.length * hour.values.length * daysPerYear(cron)) / 12;
  counted.set(cron, runs);
  return runs;
}

/** Days of a common year on which the expression fires. */
function daysPerYear(cron: string): number {
  const days = cron.trim().split(/ +/).slice(2);
  // By far the most schedules, and walking through a year takes a while.
  if (days.every((field) => field === '*')) return 365;
  const onceADay = ['0', '0', ...days].join(' ');
  const times = CronExpressionParser.parse(onceADay, {
    tz: 'UTC',
    currentDate: '2025-12-31T23:59:59Z',
    endDate: '2026-12-31T23:59:59Z',
  });
  return times.take(366).length;
}
