import * as z from 'zod/mini';
import { keptRunSchema, type KeptRun } from '../../core/performance/results';
import type { BaseFacts } from '../../core/readiness/change/change';
import { fileAt } from './data-branch';
import type { GitHubClient } from './github-client';

const recordSchema = z.object({
  value: z.number().check(z.minimum(0), z.maximum(100)),
  lines: z._default(
    z.array(z.object({ id: z.string(), measures: z.record(z.string(), z.number()) })),
    [],
  ),
  tests: z.optional(z.object({ total: z.number() })),
  failing: z._default(z.array(z.string()), []),
});

/** Times of benchmarks that the dashboard recorded, oldest first. */
export async function recordedTimes(
  client: GitHubClient,
  place: { readonly owner: string; readonly repository: string },
  dataBranch: string,
): Promise<readonly KeptRun[]> {
  const text = await fileAt(client, place, dataBranch, 'history.json');
  return text === undefined ? [] : (timesSchema.parse(JSON.parse(text)).performance ?? []);
}

const timesSchema = z.object({ performance: z.optional(z.array(keptRunSchema)) });

/** The default branch as the dashboard recorded it last. */
export interface RecordedBase extends BaseFacts {
  /** Its score, in percent. */
  readonly value: number;
}

/** Undefined before the dashboard ran for the first time. */
export async function recordedBase(
  client: GitHubClient,
  place: { readonly owner: string; readonly repository: string },
  dataBranch: string,
): Promise<RecordedBase | undefined> {
  const text = await fileAt(client, place, dataBranch, 'readiness.json');
  if (text === undefined) return undefined;
  const { value, lines, tests, failing } = recordSchema.parse(JSON.parse(text));
  const coverage = lines.find(({ id }) => id === 'line-coverage');
  return { value, tests: tests?.total, measuredLines: coverage?.measures['total'], failing };
}
