import * as z from 'zod';
import { type Problem } from '../kernel/problem';

const wave = z.strictObject({
  /** 1 for the first one. */
  number: z.int().min(1),
  /** ISO 8601, UTC. */
  startedAt: z.iso.datetime(),
  /** Whether the update of its repositories came to its end. */
  finished: z.boolean(),
  repositories: z.array(z.string()).min(1),
  /** Why the next wave was started although the comparison did not allow it. */
  accepted: z.optional(z.string()),
});

const stateSchema = z.strictObject({
  version: z.literal(1),
  /** `project/stack`. */
  stack: z.string(),
  /** Waves of the present rollout, oldest first. */
  waves: z.array(wave),
});

export type Wave = z.infer<typeof wave>;

/** What is remembered of a stack's rollout: rollout.json on the data branch of the repository that the stack names. */
export type RolloutState = z.infer<typeof stateSchema>;

/** Its path on the data branch. */
export const rolloutFile = 'rollout.json';

export function emptyRollout(stack: string): RolloutState {
  return { version: 1, stack, waves: [] };
}

export type ReadRollout =
  | { readonly ok: true; readonly state: RolloutState }
  | { readonly ok: false; readonly problem: Problem };

/** Reads what an earlier wave wrote for this stack. */
export function readRollout(text: string, stack: string): ReadRollout {
  const refuse = (message: string, remedy: string): ReadRollout => ({
    ok: false,
    problem: { code: 'rollout-state', file: rolloutFile, message, remedy },
  });
  const parsed = stateSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
    return refuse(
      `is not a valid state: ${where}${issue?.message ?? 'not JSON'}`,
      'restore it from its history, or delete it to start again with the first wave',
    );
  }
  if (parsed.data.stack !== stack) {
    return refuse(
      `is the state of the stack ${parsed.data.stack}`,
      `give the stack ${stack} another repository in \`rollout.repository\``,
    );
  }
  return { ok: true, state: parsed.data };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
