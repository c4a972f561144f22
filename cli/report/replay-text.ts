import { logText } from '../../core/kernel/foreign-text';
import { type ReplayedChange, type ReplayedGate, replayedGates } from '../../core/readiness/replay';
import { type ReplayedRepository, type ReplayReport } from '../commands/replay-command';
import { repositoriesText } from './repositories-text';

/** What settings would have blocked, in numbers. */
interface Blocked {
  readonly pullRequests: number;
  readonly repositories: number;
  /** Pull requests that each gate would have failed for; one may fail several. */
  readonly byGate: Readonly<Partial<Record<ReplayedGate, number>>>;
}

type Side = 'configured' | 'tried';

function blockedIn(repositories: readonly ReplayedRepository[], side: Side): Blocked {
  const blocked = repositories.map((one) => one[side].filter(isBlocked));
  const all = blocked.flat();
  const counts = replayedGates.map(
    (gate) => [gate, all.filter(({ blockedBy }) => blockedBy.includes(gate)).length] as const,
  );
  return {
    pullRequests: all.length,
    repositories: blocked.filter((changes) => changes.length > 0).length,
    byGate: Object.fromEntries(counts.filter(([, count]) => count > 0)),
  };
}

const isBlocked = ({ blockedBy }: ReplayedChange): boolean => blockedBy.length > 0;

/** The report for a program, with the same sums as the text. */
export function replayJson(report: ReplayReport): string {
  const { repositories } = report;
  const blocked = {
    configured: blockedIn(repositories, 'configured'),
    tried: blockedIn(repositories, 'tried'),
  };
  return `${JSON.stringify({ ...report, blocked }, undefined, 2)}\n`;
}

/** The report for a person. */
export function replayText({ stack, set, last, repositories }: ReplayReport): string {
  const count = repositories.reduce((sum, { tried }) => sum + tried.length, 0);
  const settings = set.map(({ key, value }) => `${key}=${value}`).join(', ');
  const own = blockedText(blockedIn(repositories, 'configured'));
  const lines = [
    `${stack}: ${counted(count, 'recorded pull request')}, at most ${String(last)} of each of ${counted(repositories.length, 'repository', 'repositories')}`,
    `As configured: ${own}`,
    ...(set.length === 0
      ? []
      : [`With ${settings}: ${blockedText(blockedIn(repositories, 'tried'))}`]),
    ...repositories.flatMap(repositoryLines),
    ...unknownLines(repositories),
    ...silentLines(repositories),
    '',
  ];
  return logText(lines.join('\n'));
}

function blockedText({ pullRequests, repositories, byGate }: Blocked): string {
  if (pullRequests === 0) return 'would have blocked no pull request';
  const reasons = Object.entries(byGate).map(([gate, count]) => `${String(count)} for ${gate}`);
  const where = counted(repositories, 'repository', 'repositories');
  return `would have blocked ${counted(pullRequests, 'pull request')} in ${where}, ${reasons.join(', ')}`;
}

/** What is blocked in a repository; with a setting to try, by that. */
function repositoryLines({ repository, configured, tried }: ReplayedRepository): readonly string[] {
  const before = new Set(configured.filter(isBlocked).map(({ pullRequest }) => pullRequest));
  const after = tried.filter(isBlocked);
  const passing = tried.filter((one) => !isBlocked(one) && before.has(one.pullRequest));
  if (after.length + passing.length === 0) return [];
  const parts = after.map(({ pullRequest, blockedBy }) => {
    const isNew = !before.has(pullRequest);
    return `#${String(pullRequest)} (${blockedBy.join(', ')}${isNew ? '' : '; blocked as configured too'})`;
  });
  const freed = passing.map(({ pullRequest }) => `#${String(pullRequest)} (not blocked any more)`);
  return [`  ${repository}: ${[...parts, ...freed].join(', ')}`];
}

/** Which gates the records say nothing about. */
function unknownLines(repositories: readonly ReplayedRepository[]): readonly string[] {
  return replayedGates.flatMap((gate) => {
    const where = repositories.flatMap(({ repository, tried }) => {
      const count = tried.filter(({ unknown }) => unknown.includes(gate)).length;
      return count === 0 ? [] : [{ repository, count }];
    });
    if (where.length === 0) return [];
    const sum = where.reduce((all, { count }) => all + count, 0);
    const names = repositoriesText(where.map(({ repository }) => repository));
    return [
      `Not known for ${gate}: ${counted(sum, 'pull request')} without a measurement, or of which a baseline decides (${names})`,
    ];
  });
}

function silentLines(repositories: readonly ReplayedRepository[]): readonly string[] {
  const silent = repositories.filter((one) => one.failure === undefined && one.tried.length === 0);
  const failed = repositories.flatMap(({ repository, failure }) =>
    failure === undefined ? [] : [`${repository}: not read: ${failure}`],
  );
  return [
    ...(silent.length === 0
      ? []
      : [
          `No pull request is recorded ${repositoriesText(silent.map(({ repository }) => repository))}`,
        ]),
    ...failed,
  ];
}

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${String(count)} ${count === 1 ? one : many}`;
