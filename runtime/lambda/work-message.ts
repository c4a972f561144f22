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
  /** Set when GitHub's rate limit stopped an earlier attempt: not to be asked before this time. */
  readonly notBefore?: string;
}

export function readScheduledRun(value: unknown, reader: ShapeReader): ScheduledRun {
  const event = reader.object(value, '');
  return {
    period: reader.oneOf(event['period'], 'period', periods),
    scheduledAt: time(event['scheduledAt'], 'scheduledAt', reader),
  };
}

export function parseWorkMessage(text: string): Read<WorkMessage> {
  return readJson(text, 'message', (value, reader) => {
    const message = reader.object(value, '');
    readVersion(message['version'], reader);
    return {
      version: 1,
      ...readScheduledRun(value, reader),
      stack: reader.text(message['stack'], 'stack'),
      owner: reader.text(message['owner'], 'owner', namePattern),
      repository: readRepository(message['repository'], 'repository', reader),
      ...(message['notBefore'] === undefined
        ? {}
        : { notBefore: time(message['notBefore'], 'notBefore', reader) }),
    };
  });
}

/**
 * What a repository is scored once for. The time is part of it, and not the day or week it falls on: with a time zone
 * other than UTC two daily runs can fall on one day of UTC.
 */
export function onceKey(message: WorkMessage): string {
  const { stack, owner, repository, period, scheduledAt } = message;
  return `${stack} ${owner}/${repository.name} ${period} ${new Date(scheduledAt).toISOString()}`;
}

function time(value: unknown, path: string, reader: ShapeReader): string {
  const text = reader.text(value, path, /^\d{4}-\d\d-\d\dT\d\d:\d\d/);
  return Number.isNaN(Date.parse(text)) ? reader.text(undefined, path, /ISO 8601/) : text;
}
