import { setTimeout as wait } from 'node:timers/promises';
import type { SmokeCheck } from '../../core/smoke/check';
import type { SmokePorts } from '../../core/smoke/run';
import { graceMs } from '../../core/smoke/time-limit';
import { smokeProbe } from './smoke-probe';
import { smokeRequest } from './smoke-request';

export interface SmokePortOptions {
  /** Values of the secrets that headers name. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Certificates that probes trust instead of the ones Node knows, PEM. */
  readonly ca?: string;
}

/** The network and the clock, the same for workflow, monitor and command line. */
export function smokePorts(options: SmokePortOptions): SmokePorts {
  const { secrets, ca } = options;
  return {
    attempt: (check: SmokeCheck, baseUrl: string) => {
      const timeoutMs = check.latencyBudgetMs + graceMs;
      return check.probe === 'http'
        ? smokeRequest(check, { baseUrl, timeoutMs, secrets })
        : smokeProbe(check, { timeoutMs, ...(ca === undefined ? {} : { ca }) });
    },
    wait: async (seconds) => {
      await wait(seconds * 1000);
    },
  };
}
