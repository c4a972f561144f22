import { type ChangeKind } from '../kernel/change-kinds';
import { type Change, changesTo, type OwnChange } from './change';
import { type EffectiveRule, type RequiredContext, requiredContexts } from './effective-rule';
import { type Effect, effectsOn } from './effects';
import { type MergeMethod, methodsLeft } from './merge-methods';
import { type Report, type Reporters, reportOf } from './reported-context';

/** What decides whether a branch can be merged to. */
export interface MergeScene extends Reporters {
  /** Every rule in effect on the branch. */
  readonly rules: readonly EffectiveRule[];
  /** Ways to merge that the repository allows. */
  readonly methods: readonly MergeMethod[];
  /** Undefined where files are not delivered by a pull request. */
  readonly own: OwnChange | undefined;
}

/** An effect with the rule that has it. */
export type Hindrance = Effect & { readonly rule: string; readonly source: string };

/** Whether a change can be merged. */
interface MergeVerdict {
  readonly change: ChangeKind;
  /** `refused`: a rule never lets it be merged. `unknown`: one may not. */
  readonly verdict: 'mergeable' | 'refused' | 'unknown';
  readonly hindrances: readonly Hindrance[];
}

/** A required check, and who reports it on each change. */
interface ContextRow extends RequiredContext {
  readonly source: string;
  readonly reports: Readonly<Partial<Record<ChangeKind, Report>>>;
}

export interface MergeProof {
  readonly verdicts: readonly MergeVerdict[];
  readonly contexts: readonly ContextRow[];
}

/**
 * Judges every rule of a branch against the five kinds of changes. Actors that may bypass a rule do not count: those who
 * merge need not be among them.
 */
export function proveMerges(scene: MergeScene): MergeProof {
  const hasQueue = scene.rules.some(({ type }) => type === 'merge_queue');
  const changes = changesTo(scene.branch, scene.own).filter(
    ({ kind }) => kind !== 'queue' || hasQueue,
  );
  const contexts = scene.rules.flatMap((rule) =>
    requiredContexts(rule).map((required) => ({
      ...required,
      source: rule.source,
      reports: Object.fromEntries(
        changes.map((change) => [change.kind, reportOf(required, change, scene)]),
      ),
    })),
  );
  return { verdicts: changes.map((change) => verdictOf(change, scene)), contexts };
}

function verdictOf(change: Change, scene: MergeScene): MergeVerdict {
  const left = methodsLeft(scene.methods, scene.rules);
  const hindrances = [
    ...(left.kind === 'none' ? [of({ kind: 'refuses', reason: left.reason }, left.rule)] : []),
    ...scene.rules.flatMap((rule) =>
      effectsOn(rule, change, scene).map((effect) => of(effect, rule)),
    ),
  ];
  const has = (kind: Effect['kind']): boolean => hindrances.some((one) => one.kind === kind);
  const verdict = has('refuses') ? 'refused' : has('unknown') ? 'unknown' : 'mergeable';
  return { change: change.kind, verdict, hindrances };
}

const of = (effect: Effect, { type, source }: EffectiveRule): Hindrance => ({
  ...effect,
  rule: type,
  source,
});
