import { halfLife } from './flaky';
import type { TestObservation } from './test-observation';
import type { Flakes } from './flakes';

/** Half-lives, in observations, of the rates that a model compares: today's, one over a long time, one of the last few. */
export const halfLives = [halfLife, 50, 3] as const;

/** Observations after which a test that has not flaked again is no suspect any more. */
const forgottenAfter = 300;

/** Flakes in one observation from which on they are taken to have a common cause, such as an outage. */
const together = 4;

/** A test that has flaked before, with all that is known of it. */
export interface Suspect {
  readonly id: string;
  /** Places of its first and its last flake. */
  readonly first: number;
  readonly last: number;
  readonly flakes: number;
  /** Flakes weighted by their age, for each of the half-lives. */
  readonly weights: readonly number[];
  /** Flakes that it had in common with others. */
  readonly shared: number;
  /** Failures that were no flakes, weighted by their age. */
  readonly failures: number;
  /** Flakes in each environment and part of the day. */
  readonly contexts: ReadonlyMap<string, number>;
  /** Number, sum and sum of squares of the logarithms of its durations. */
  readonly durations: readonly [number, number, number];
  /** Failures of which the cause is known, and those by time or network. */
  readonly causes: readonly [number, number];
}

/** What is known before an observation. */
export interface Knowledge {
  /** The observation's place. */
  readonly place: number;
  readonly suspects: ReadonlyMap<string, Suspect>;
  /** Tests that flaked in the observation before. */
  readonly before: ReadonlySet<string>;
  /** Observations in each environment and part of the day. */
  readonly contexts: ReadonlyMap<string, number>;
}

/** Environment and part of the day (six hours, UTC) of an observation. */
export function contextsOf(
  one: Pick<TestObservation, 'at' | 'environment'>,
): readonly [string, string] {
  const hour = new Date(one.at).getUTCHours();
  return [`environment ${one.environment ?? ''}`, `part ${String(Math.floor(hour / 6))}`];
}

/** What is known before each observation, and before the one that is to come. */
export function* knowledgeOf({ observed, flaked }: Flakes): Generator<Knowledge> {
  let suspects: ReadonlyMap<string, Suspect> = new Map();
  const contexts = new Map<string, number>();
  const revealed = revealedAt(flaked);
  yield { place: 0, suspects, before: new Set(), contexts };
  for (const [place, one] of observed.entries()) {
    const now = older(suspects, place);
    for (const flake of revealed[place] ?? []) {
      const seen = observed[flake.place];
      if (seen !== undefined) {
        now.set(flake.id, flakedAgain(now.get(flake.id), { ...flake, now: place }, seen));
      }
    }
    const before = new Set(
      [...(flaked[place] ?? [])].flatMap(([id, known]) => (known <= place ? [id] : [])),
    );
    for (const id of one.failed) {
      const suspect = now.get(id);
      if (suspect !== undefined && !before.has(id)) now.set(id, failedInTheEnd(suspect, one));
    }
    for (const context of contextsOf(one)) contexts.set(context, (contexts.get(context) ?? 0) + 1);
    suspects = now;
    yield { place: place + 1, suspects, before, contexts };
  }
}

interface Revealed {
  readonly id: string;
  /** Where it flaked. */
  readonly place: number;
  readonly isShared: boolean;
}

/** The flakes that become known with each observation. */
function revealedAt(flaked: Flakes['flaked']): readonly (readonly Revealed[])[] {
  const revealed: Revealed[][] = flaked.map(() => []);
  for (const [place, ids] of flaked.entries()) {
    for (const [id, known] of ids) {
      const sameMoment = [...ids.values()].filter((other) => other <= known).length;
      revealed[known]?.push({ id, place, isShared: sameMoment >= together });
    }
  }
  return revealed;
}

/** The suspects one observation later. */
function older(suspects: ReadonlyMap<string, Suspect>, place: number): Map<string, Suspect> {
  const kept = [...suspects].filter(([, { last }]) => place - last <= forgottenAfter);
  return new Map(
    kept.map(([id, suspect]) => [
      id,
      {
        ...suspect,
        weights: suspect.weights.map((weight, index) => weight * decay(index)),
        failures: suspect.failures * decay(0),
      },
    ]),
  );
}

const decay = (index: number): number => 0.5 ** (1 / (halfLives[index] ?? halfLife));

function flakedAgain(
  before: Suspect | undefined,
  { id, place, isShared, now }: Revealed & { readonly now: number },
  seen: TestObservation,
): Suspect {
  const suspect = before ?? newSuspect(id, place);
  const contexts = new Map(suspect.contexts);
  for (const context of contextsOf(seen)) contexts.set(context, (contexts.get(context) ?? 0) + 1);
  return {
    ...withDetail(suspect, seen),
    last: Math.max(suspect.last, place),
    flakes: suspect.flakes + 1,
    weights: suspect.weights.map((weight, index) => weight + decay(index) ** (now - place)),
    shared: suspect.shared + (isShared ? 1 : 0),
    contexts,
  };
}

function failedInTheEnd(suspect: Suspect, seen: TestObservation): Suspect {
  return { ...withDetail(suspect, seen), failures: suspect.failures + 1 };
}

/** With what the report of an observation says about the test, of which a flake there may have been known before. */
function withDetail(suspect: Suspect, { details }: TestObservation): Suspect {
  // A test may have the name of a method that every object has.
  const isKept = details !== undefined && Object.hasOwn(details, suspect.id);
  const detail = isKept ? details[suspect.id] : undefined;
  if (detail === undefined) return suspect;
  const duration = Math.log1p(detail.seconds);
  const [count, sum, squares] = suspect.durations;
  const [known, outside] = suspect.causes;
  const isOutside = detail.cause === 'time' || detail.cause === 'network';
  return {
    ...suspect,
    durations: [count + 1, sum + duration, squares + duration ** 2],
    causes:
      detail.cause === undefined ? [known, outside] : [known + 1, outside + (isOutside ? 1 : 0)],
  };
}

function newSuspect(id: string, place: number): Suspect {
  return {
    id,
    first: place,
    last: place,
    flakes: 0,
    weights: halfLives.map(() => 0),
    shared: 0,
    failures: 0,
    contexts: new Map(),
    durations: [0, 0, 0],
    causes: [0, 0],
  };
}
