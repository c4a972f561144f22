import { setTimeout as delay } from 'node:timers/promises';
import { type Clock } from '../../core/pace/rate-limiter';

/** The process's own time, which a change of the system's clock does not move. */
export const monotonicClock: Clock = {
  now: () => performance.now(),
  wait: async (ms) => {
    await delay(ms);
  },
};
