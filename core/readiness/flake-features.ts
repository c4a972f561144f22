import { contextsOf, halfLives, type Knowledge, type Suspect } from './flake-suspects';
import type { TestObservation } from './test-observation';
import { logit } from './logistic';

/**
 * What a model looks at, in this order. The recent rate is its starting point: a model that has learned nothing says just
 * that.
 */
export const featureNames = [
  'constant',
  'recent rate',
  'rate over a long time',
  'rate in the last few runs',
  'runs since the last flake',
  'age',
  'rate in this environment',
  'rate at this time of day',
  'share of flakes in common with others',
  'flakes in the run before',
  'failures that were no flakes',
  'duration',
  'spread of the duration',
  'failures by time or network',
] as const;

/** A suspect before an observation. */
export interface Suspicion {
  readonly id: string;
  readonly features: readonly number[];
  /** Share of the recent observations in which it flaked, drawn towards that of all suspects. */
  readonly recentRate: number;
  readonly flakedLast: boolean;
  /** Share of all observations in which a suspect flaked, the same for every one of them. */
  readonly baseRate: number;
}

/** What a rate is worth, in observations, before anything was seen. */
const priorWeight = 2;

/** Probabilities nearer to 0 and 1 are taken for these. */
const least = 0.001;

/** The suspects before an observation; `next` is that observation, or one like it. */
export function suspicionsOf(
  knowledge: Knowledge,
  next: Pick<TestObservation, 'at' | 'environment'>,
): readonly Suspicion[] {
  const suspects = [...knowledge.suspects.values()];
  const rates = halfLives.map((_, index) => ratesOf(suspects, knowledge.place, index));
  const flakes = suspects.reduce((sum, suspect) => sum + suspect.flakes, 0);
  const baseRate = flakes / (suspects.length * knowledge.place);
  return suspects.map((suspect) => {
    const [recent = 0, long = 0, short = 0] = rates.map((rate) => rate(suspect));
    const [count, sum, squares] = suspect.durations;
    const duration = count === 0 ? 0 : sum / count;
    const variance = count === 0 ? 0 : squares / count - duration ** 2;
    const [environment = 0, part = 0] = contextsOf(next).map((context) =>
      contextEffect(knowledge, suspect, context),
    );
    return {
      id: suspect.id,
      recentRate: recent,
      flakedLast: knowledge.before.has(suspect.id),
      baseRate,
      features: [
        1,
        safeLogit(recent),
        safeLogit(long) - safeLogit(recent),
        safeLogit(short) - safeLogit(recent),
        Math.log(knowledge.place - suspect.last),
        Math.log(knowledge.place - suspect.first),
        environment,
        part,
        suspect.shared / suspect.flakes,
        Math.log1p(knowledge.before.size),
        Math.log1p(suspect.failures),
        duration,
        Math.sqrt(Math.max(0, variance)),
        suspect.causes[1] / Math.max(1, suspect.causes[0]),
      ],
    };
  });
}

/** The rate of a suspect by its weighted flakes, drawn towards the mean of all. */
function ratesOf(
  suspects: readonly Suspect[],
  place: number,
  index: number,
): (suspect: Suspect) => number {
  const share = 0.5 ** (1 / (halfLives[index] ?? 1));
  const total = (1 - share ** place) / (1 - share);
  const weightOf = (suspect: Suspect): number => suspect.weights[index] ?? 0;
  const all = suspects.reduce((sum, suspect) => sum + weightOf(suspect), 0);
  const mean = suspects.length === 0 ? 0 : all / (suspects.length * total);
  return (suspect) => (weightOf(suspect) + priorWeight * mean) / (total + priorWeight);
}

/** How much likelier a flake is in a context than anywhere, as a difference of logits. */
function contextEffect({ contexts, place }: Knowledge, suspect: Suspect, context: string): number {
  const rate = suspect.flakes / place;
  const flakes = suspect.contexts.get(context) ?? 0;
  const there = (flakes + priorWeight * rate) / ((contexts.get(context) ?? 0) + priorWeight);
  return safeLogit(there) - safeLogit(rate);
}

function safeLogit(probability: number): number {
  return logit(Math.min(1 - least, Math.max(least, probability)));
}
