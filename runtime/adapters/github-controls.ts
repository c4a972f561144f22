import { setTimeout as delay } from 'node:timers/promises';
import { RequestControls } from '../../core/pace/request-control';

/** Breakers and queues of this process: of a job, or of a function's container for all its invocations. */
export const controls = new RequestControls({
  now: () => performance.now(),
  wait: async (ms) => {
    await delay(ms);
  },
});
