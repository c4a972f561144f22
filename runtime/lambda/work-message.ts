import { type FleetRepository } from '../../core/readiness/fleet';
import { namePattern, readRepository } from './fleet';
import { readJson, readVersion, type Read, type ShapeReader } from './shape';

const periods = ['daily', 'weekly', 'monthly'] as const;
export type Period = (typeof periods)[number];

/** What the scheduler sends. */
export interface ScheduledRun {
  readonly period: Period;
  /** When the run was due, ISO 8601; the same on every retry. */
  readonly scheduledAt: string;
}

/** One repository to be scored once for a period. It holds all that is needed, so that no worker reads the fleet. */
export interface WorkMessage extends ScheduledRun {
  readonly version: 1;
  readonly stack: string;
  readonly owner: string;
  readonly repository: FleetRepository;
  /** Set where one message about all repositories takes the place of the weekly digest of each. */
  readonly digest?: 'fleet';
  /** Set when GitHub's rate limit stopped an earlier attempt: not to be asked before this time. */
  readonly notBefore?: string;
}

/** The report on all repositories of a stack, made once for a period from what was found when they were scored. */
export interface FleetReport extends ScheduledRun {
  readonly version: 1;
  readonly stack: string;
  readonly owner: string;
  /** Bare names of the repositories to report on; absent in a {@link WorkMessage}. */
  readonly reportOn: readonly string[];
  readonly notBefore?: string;
}

/** What the queue carries. */
export type Work = WorkMessage | FleetReport;

export function isFleetReport(work: Work): work is FleetReport {
  return 'reportOn' in work;
}

/** What a message is about, as logs and errors name it. */
export function subjectOf(work: Work): string {
  return isFleetReport(work) ? `stack ${work.stack}` : `${work.owner}/${work.repository.name}`;
}

export function readScheduledRun(value: unknown, reader: ShapeReader): ScheduledRun {
  const event = reader.object(value, '');
  return {
    period: reader.oneOf(event['period'], 'period', periods),
    scheduledAt: time(event['scheduledAt'], 'scheduledAt', reader),
  };
}

export function parseWorkMessage(text: string): Read<Work> {
  return readJson(text, 'message', (value, reader) => {
    const message = reader.object(value, '');
    readVersion(message['version'], reader);
    const shared = {
      version: 1,
      ...readScheduledRun(value, reader),
      stack: reader.text(message['stack'], 'stack'),
      owner: reader.text(message['owner'], 'owner', namePattern),
      ...(message['notBefore'] === undefined
        ? {}
        : { notBefore: time(message['notBefore'], 'notBefore', reader) }),
    } as const;
    if (message['reportOn'] !== undefined) {
      const names = reader.list(message['reportOn'], 'reportOn');
      const reportOn = names.map((name, index) =>
        reader.text(name, `reportOn[${index}]`, namePattern),
      );
      return { ...shared, reportOn };
    }
    return {
      ...shared,
      repository: readRepository(message['repository'], 'repository', reader),
      ...(message['digest'] === undefined
        ? {}
        : { digest: reader.oneOf(message['digest'], 'digest', ['fleet']) }),
    };
  });
}

/**
 * What a repository is scored, or the stack reported on, once for. The time is part of it, and not the day or week it falls on: with a time zone
 * other than UTC two daily runs can fall on one day of UTC.
 */
export function onceKey(work: Work): string {
  const { stack, period, scheduledAt } = work;
  return `${stack} ${subjectOf(work)} ${period} ${new Date(scheduledAt).toISOString()}`;
}

function time(value: unknown, path: string, reader: ShapeReader): string {
  const text = reader.text(value, path, /^\d{4}-\d\d-\d\dT\d\d:\d\d/);
  return Number.isNaN(Date.parse(text)) ? reader.text(undefined, path, /ISO 8601/) : text;
}
