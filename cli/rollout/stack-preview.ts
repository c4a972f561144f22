import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { ProblemsError } from '../../core/kernel/problem';
import { gatehouseTypes, pipelineComponent } from '../../core/kernel/resource-types';

const resource = z.object({
  type: z.string().optional(),
  parent: z.string().optional(),
  inputs: z.record(z.string(), z.unknown()).optional(),
  outputs: z.record(z.string(), z.unknown()).optional(),
});
const previewSchema = z.object({
  steps: z.array(
    z.object({
      op: z.string(),
      urn: z.string(),
      oldState: resource.optional(),
      newState: resource.optional(),
    }),
  ),
});

/** What a preview of the whole stack says of its repositories. */
export interface StackPreview {
  /** URNs that an update would change, with the components above them, by repository. */
  readonly changed: ReadonlyMap<string, readonly string[]>;
  /** The same for what belongs to no repository, such as providers and functions. */
  readonly shared: readonly string[];
  /** Repositories whose files wait in a pull request. */
  readonly waiting: ReadonlySet<string>;
  /**
   * Repositories of which an update changes only what a merge, or the first success of a check, made possible: nothing
   * that the configuration says.
   */
  readonly settling: ReadonlySet<string>;
  /** What was delivered to each repository last, in one commit or one pull request. */
  readonly delivered: ReadonlyMap<string, DeliveredFiles>;
}

/** Files that a stack delivered to a repository. */
export interface DeliveredFiles {
  /** Hash of each file's content in git, by path. */
  readonly blobs: Readonly<Record<string, string>>;
  /** Where they wait to be merged. */
  readonly pullRequest: string | undefined;
}

const delivery = z.object({
  blobs: z.record(z.string(), z.string()),
  pending: z.boolean().nullish(),
  pullRequestUrl: z.string().nullish(),
});

const unchanged = new Set(['same', 'read', 'refresh']);

/**
 * Reads what `pulumi preview --json --show-sames` prints: a parent may be one that does not change.
 *
 * @throws ProblemsError when it is something else.
 */
export function readPreview(text: string): StackPreview {
  const parsed = previewSchema.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new ProblemsError([
      {
        code: 'preview-unreadable',
        message: '`pulumi preview --json` printed no preview',
        found: JSON.stringify(text.slice(0, 200)),
        remedy: 'run `pulumi preview` and fix what it reports',
      },
    ]);
  }
  const { steps } = parsed.data;
  const parents = new Map(
    steps.map(({ urn, oldState, newState }) => [urn, (newState ?? oldState)?.parent ?? '']),
  );
  const changed = new Map<string, Set<string>>();
  const shared = new Set<string>();
  const waiting = new Set<string>();
  const configured = new Set<string>();
  const delivered = new Map<string, DeliveredFiles>();
  for (const step of steps) {
    const { op, urn, oldState } = step;
    const above = [...ancestors(urn, parents)];
    const name = [urn, ...above].map(repositoryOf).find((one) => one !== undefined);
    const isFileSet = oldState?.type === gatehouseTypes.WorkflowCommit;
    const found = isFileSet ? delivery.safeParse(oldState.outputs).data : undefined;
    if (name !== undefined && found !== undefined) {
      const { blobs, pending, pullRequestUrl } = found;
      delivered.set(name, {
        blobs,
        pullRequest: pending === true ? (pullRequestUrl ?? undefined) : undefined,
      });
    }
    if (unchanged.has(op) || isStack(urn)) {
      const isPending = isFileSet && oldState?.outputs?.['pending'] === true;
      if (name !== undefined && isPending) waiting.add(name);
      continue;
    }
    if (name !== undefined && !isSettling(step)) configured.add(name);
    const urns = name === undefined ? shared : (changed.get(name) ?? new Set<string>());
    if (name !== undefined) changed.set(name, urns);
    for (const one of [urn, ...above]) if (!isStack(one)) urns.add(one);
  }
  return {
    changed: new Map([...changed].map(([name, urns]) => [name, [...urns].sort()])),
    shared: [...shared].sort(),
    waiting,
    delivered,
    settling: new Set([...changed.keys()].filter((name) => !configured.has(name))),
  };
}

type Step = z.infer<typeof previewSchema>['steps'][number];

/** Whether nothing but the required checks differs in what the program gives the resource. */
function isSettling({ op, oldState, newState }: Step): boolean {
  if (op !== 'update') return false;
  return isDeepStrictEqual(withoutChecks(oldState?.inputs), withoutChecks(newState?.inputs));
}

function withoutChecks(inputs: Readonly<Record<string, unknown>> = {}): unknown {
  const { requiredStatusChecks: _classic, rules, ...rest } = inputs;
  if (typeof rules !== 'object' || rules === null) return { ...rest, rules };
  const { requiredStatusChecks: _ruleset, ...others } = rules as Readonly<Record<string, unknown>>;
  return { ...rest, rules: others };
}

function* ancestors(urn: string, parents: ReadonlyMap<string, string>): Generator<string> {
  for (let up = parents.get(urn) ?? ''; up !== ''; up = parents.get(up) ?? '') yield up;
}

/** The name of a repository's component; undefined for any other resource. */
function repositoryOf(urn: string): string | undefined {
  const [, , types = '', ...name] = urn.replace(/^urn:pulumi:/, '').split('::');
  return types.split('$').at(-1) === pipelineComponent ? name.join('::') : undefined;
}

const isStack = (urn: string): boolean => urn.includes('::pulumi:pulumi:Stack::');

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
