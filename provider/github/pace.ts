import { type ThrottlingOptions } from '@octokit/plugin-throttling';
import { setTimeout as delay } from 'node:timers/promises';

/** What the throttling plugin schedules one kind of request with. */
export type RequestGroup = NonNullable<ThrottlingOptions['write']>;

/** The part of a group that the plugin uses. */
interface Scheduler {
  key(id: string): { schedule<T>(job: object, task: () => T | Promise<T>): Promise<T> };
}

/**
 * Lets tasks through one after the other, with a pause after each.
 *
 * The plugin's own group takes every GraphQL request for a write and holds it for a second. GitHub asks for that second
 * between writes only: a fleet's refresh, which only reads, would take it per repository.
 *
 * @param pauseMs 0 lets everything through at once.
 * @see https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#pause-between-mutative-requests
 */
export function pacedGroup(pauseMs: number): RequestGroup {
  let last: Promise<unknown> = Promise.resolve();
  const lane = {
    schedule: async <T>(_job: object, task: () => T | Promise<T>): Promise<T> => {
      if (pauseMs === 0) return task();
      const turn = last.then(task);
      const pause = (): Promise<void> => delay(pauseMs);
      last = turn.then(pause, pause);
      return turn;
    },
  };
  const scheduler: Scheduler = { key: () => lane };
  // The plugin asks for its scheduling library's class, of which it calls just this.
  return scheduler as unknown as RequestGroup;
}
