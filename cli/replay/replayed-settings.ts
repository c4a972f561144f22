import { type ZodType } from 'zod';
import { sections } from '../../core/config/sections';
import { type RepositorySettings } from '../../core/config/repository-schema';
import { type Problem, ProblemsError } from '../../core/kernel/problem';
import { gateNames, modeOn, modeText, stagesOf } from '../../core/readiness/gate-modes';
import { checkPolicy, defaultPolicy } from '../../core/readiness/policy';
import { type ReplayRules } from '../../core/readiness/replay';

/** A setting to be tried, such as `gates.coverage` with `85`. */
export interface TriedSetting {
  readonly key: string;
  readonly value: string;
}

const { gates, readiness } = sections;
const weights = readiness.shape.weights.shape;

/** Which settings the recorded runs say something about, and the schema of each. */
const replayable = new Map<string, ZodType>([
  ...(['coverage', 'readiness', ...gateNames] as const).map(
    (name) => [`gates.${name}`, gates.shape[name]] as const,
  ),
  ...(['ci', 'coverage', 'security', 'quality'] as const).map(
    (name) => [`readiness.weights.${name}`, weights[name]] as const,
  ),
]);

/** @throws ProblemsError for a setting that cannot be replayed, or a value that it cannot have. */
export function checkTried(tried: readonly TriedSetting[]): void {
  const problems = tried.flatMap(({ key, value }): readonly Problem[] => {
    const schema = replayable.get(key);
    if (schema === undefined) {
      return [
        {
          ...{ code: 'replay-setting', path: `--set ${key}` },
          message: 'cannot be replayed: the recorded runs do not say what it would have changed',
          allowed: [...replayable.keys()].join(', '),
        },
      ];
    }
    const parsed = schema.safeParse(valueOf(value));
    if (parsed.success) return [];
    const [issue] = parsed.error.issues;
    const message = issue?.message ?? 'is not valid';
    return [{ code: 'replay-setting', path: `--set ${key}`, message, found: value }];
  });
  if (problems.length > 0) throw new ProblemsError(problems);
}

const valueOf = (text: string): string | number =>
  /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;

/**
 * The rules of a repository on a day, with the settings that are tried.
 *
 * @param today in UTC, `2027-01-15`.
 * @throws ProblemsError for weights that do not add up.
 */
export function replayRules(
  settings: Pick<RepositorySettings, 'name' | 'gates' | 'readiness'>,
  today: string,
  tried: readonly TriedSetting[] = [],
): ReplayRules {
  const wanted = new Map(tried.map(({ key, value }) => [key, valueOf(value)]));
  const tryOf = <T extends string | number>(key: string, value: T): T =>
    (wanted.get(key) as T | undefined) ?? value;
  const { gates: own, readiness: score } = settings;
  const modes = gateNames.map((gate) => {
    const text = modeText(own[gate], stagesOf(own[gate], own.ramp?.[gate]));
    return [gate, tryOf(`gates.${gate}`, modeOn(text, today).mode)] as const;
  });
  const { ci, coverage, security, quality } = score.weights;
  const tryWeight = (name: string, weight: number): number =>
    tryOf(`readiness.weights.${name}`, weight);
  const rules: ReplayRules = {
    gates: {
      ...(Object.fromEntries(modes) as Pick<ReplayRules['gates'], (typeof gateNames)[number]>),
      coverage: tryOf('gates.coverage', own.coverage),
      readiness: tryOf('gates.readiness', own.readiness),
    },
    weights: {
      ci: tryWeight('ci', ci),
      coverage: tryWeight('coverage', coverage),
      security: tryWeight('security', security),
      quality: tryWeight('quality', quality),
    },
    bands: defaultPolicy.bands,
  };
  const problems = checkPolicy({ ...defaultPolicy, weights: rules.weights });
  if (problems.length === 0) return rules;
  throw new ProblemsError(
    problems.map((one) => ({ ...one, path: `readiness.${one.path ?? ''} of ${settings.name}` })),
  );
}
