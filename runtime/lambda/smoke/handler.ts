import type { Context } from 'aws-lambda';
import type { MonitorResult, RunContext } from './open-monitor';
import { smokeEnvironment } from './smoke-environment';

type Monitor = (context: RunContext) => Promise<MonitorResult>;

/** What the container keeps from one run to the next; made with the first one, so that nothing is loaded before. */
let opened: Promise<Monitor> | undefined;

/**
 * Smoke-tests one environment. A sick service is a result, not an error: the function fails only when it could not find
 * out. The event of the scheduler says nothing that is needed.
 */
export async function handler(_event: unknown, context: Context): Promise<MonitorResult> {
  opened ??= open();
  return (await opened)(context);
}

async function open(): Promise<Monitor> {
  try {
    const environment = smokeEnvironment(process.env);
    const { openMonitor } = await import('./open-monitor.js');
    return openMonitor(environment);
  } catch (error) {
    // A container with a wrong environment says so to every event, and not only to the first.
    opened = undefined;
    throw error;
  }
}
