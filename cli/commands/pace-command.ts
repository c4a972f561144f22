import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ProblemsError } from '../../core/kernel/problem';
import { gatehouseTypes } from '../../core/kernel/resource-types';
import { type Left } from '../../core/pace/pace-estimate';
import { type Counts, type PlannedStep, requestsOf } from '../../core/pace/request-costs';
import { GitHubFailure } from '../../provider/github/failure';
import { type StepReport } from '../engine/run-report';
import { requestsOfReport } from '../report/pace';
import { plan, type RunOptions } from './run-command';
import { wantedResources } from './wanted-resources';

/** What an update will ask of GitHub, and what is left for it. */
export interface Pace {
  readonly counts: Counts;
  /** Undefined without a credential, and where GitHub has no limits. */
  readonly left: Left | undefined;
}

/**
 * The requests that an update of a stack takes, and how many are left.
 *
 * @param previewFile what `pulumi preview --json` printed; without one the difference to the embedded host's state counts.
 * @throws ProblemsError for a file that is something else; GitHubFailure where GitHub does not answer.
 */
export async function paceOf(options: RunOptions, previewFile: string | undefined): Promise<Pace> {
  const { steps } = await plan({ ...options, packs: [] });
  const counts =
    previewFile === undefined
      ? requestsOfReport(steps)
      : requestsOf(enginesSteps(await readFile(previewFile, 'utf8'), previewFile), 'engine');
  return { counts, left: await requestsLeft(steps, options.environment, options.now()) };
}

/** How many requests the credential of some resources has left. Undefined where they have none. */
async function requestsLeft(
  steps: readonly StepReport[],
  environment: NodeJS.ProcessEnv,
  now: Date,
): Promise<Left | undefined> {
  const { gitHubConnections } = await import('../doctor/examine.js');
  const [connection] = gitHubConnections(wantedResources(steps), environment);
  if (connection === undefined) return undefined;
  const { GitHubClient } = await import('../../provider/github/client.js');
  const left = await new GitHubClient(connection).requestsLeft();
  return left === undefined ? undefined : { ...left, at: Math.floor(now.getTime() / 1000) };
}

/** The same before an update of the embedded host, for which a GitHub that does not answer is no reason to stop here. */
export async function leftBefore(
  steps: readonly StepReport[],
  environment: NodeJS.ProcessEnv,
  now: Date,
): Promise<Left | undefined> {
  const real = steps.filter(({ recorded, operation }) => !recorded && operation !== 'same');
  if (!real.some(({ type }) => /^(?:github|gatehouse):index/.test(type))) return undefined;
  try {
    return await requestsLeft(steps, environment, now);
  } catch (error) {
    if (error instanceof GitHubFailure) return undefined;
    throw error;
  }
}

const resource = z.object({
  type: z.string().optional(),
  inputs: z.record(z.string(), z.unknown()).optional(),
  outputs: z.record(z.string(), z.unknown()).optional(),
});
const preview = z.object({
  steps: z.array(
    z.object({ op: z.string(), oldState: resource.optional(), newState: resource.optional() }),
  ),
});

/** The engine's names of steps; a replacement is several, of which each is counted as what it does. */
const operations: Readonly<Record<string, PlannedStep['operation']>> = {
  create: 'create',
  update: 'update',
  delete: 'delete',
  'create-replacement': 'create',
  'delete-replaced': 'delete',
  read: 'read',
  same: 'same',
};

/** @throws ProblemsError when the text is no preview. */
function enginesSteps(text: string, file: string): readonly PlannedStep[] {
  const parsed = preview.safeParse(jsonOf(text));
  if (!parsed.success) {
    throw new ProblemsError([
      {
        code: 'preview-unreadable',
        file,
        message: 'is not a preview of the engine',
        remedy: 'write it by `pulumi preview --json --show-sames > FILE`',
      },
    ]);
  }
  return parsed.data.steps.flatMap(({ op, oldState, newState }): readonly PlannedStep[] => {
    const operation = operations[op];
    const { type, inputs, outputs } = newState ?? oldState ?? {};
    if (operation === undefined || type === undefined) return [];
    if (type !== gatehouseTypes.WorkflowCommit) return [{ type, operation }];
    const delivery = inputs?.['delivery'] === 'pullRequest' ? 'pullRequest' : 'commit';
    const isMarked = inputs?.['owner'] !== undefined;
    return [{ type, operation, delivery, isMarked, isPending: outputs?.['pending'] === true }];
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
