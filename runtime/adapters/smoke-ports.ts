import { setTimeout as wait } from 'node:timers/promises';
import type { SmokeCheck } from '../../core/smoke/check';
import type { SmokePorts } from '../../core/smoke/run';
import { attemptSteps } from '../../core/smoke/steps';
import { graceMs } from '../../core/smoke/time-limit';
import { keptConnections } from './smoke-exchange';
import { smokeProbe } from './smoke-probe';
import { smokeRequest } from './smoke-request';

export interface SmokePortOptions {
  /** Values of the secrets that checks name. */
  readonly secrets: ReadonlyMap<string, string>;
  /** Use connections again, as users of a service do; default: each attempt has its own. */
  readonly keepsConnections?: boolean;
}

/** The network and the clock, the same for workflow, monitor and command line. */
export function smokePorts({ secrets, keepsConnections = false }: SmokePortOptions): SmokePorts {
  const kept = keepsConnections ? keptConnections() : undefined;
  return {
    attempt: (check: SmokeCheck, baseUrl: string) => {
      const timeoutMs = check.latencyBudgetMs + graceMs;
      if (check.probe !== 'http' && check.probe !== 'steps') {
        return smokeProbe(check, { timeoutMs, secrets });
      }
      const options = { baseUrl, timeoutMs, secrets, tls: check.tls, http2: check.http2, kept };
      if (check.probe === 'http') return smokeRequest(check, options);
      return attemptSteps(check, timeoutMs, {
        secrets,
        request: (step, leftMs) => smokeRequest(step, { ...options, timeoutMs: leftMs }),
      });
    },
    wait: async (seconds) => {
      await wait(seconds * 1000);
    },
  };
}
