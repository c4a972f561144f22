import { ProblemsError } from '../../../core/kernel/problem';
import { dispatcherEnvironment } from '../environment';
import { result, shapeReader } from '../shape';
import { readScheduledRun } from '../work-message';

/** Queues every repository of the stack for the period of the scheduler's event. Nothing is loaded for a wrong event. */
export async function handler(event: unknown): Promise<{ readonly queued: number }> {
  const environment = dispatcherEnvironment(process.env);
  const reader = shapeReader('event');
  const run = result(reader, readScheduledRun(event, reader));
  if (!run.ok) throw new ProblemsError(run.problems);
  const { dispatchRun } = await import('./dispatch-run.js');
  return dispatchRun(run.value, environment);
}
