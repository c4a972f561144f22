import { cvssMetrics } from './cvss-vector';

/** Values of the base metrics, worst first: a value is as many steps from the worst as its place. */
const values = {
  ...{ AV: 'NALP', AC: 'LH', AT: 'NP', PR: 'NLH', UI: 'NPA' },
  ...{ VC: 'HLN', VI: 'HLN', VA: 'HLN', SC: 'HLN', SI: 'HLN', SA: 'HLN' },
} as const;
type Metric = keyof typeof values;

/**
 * Part of a vector whose metrics are rated together.
 * https://www.first.org/cvss/v4.0/specification-document#CVSS-v4-0-Scoring-using-MacroVectors-and-Interpolation
 */
interface Part {
  /** Level of the part, 0 the worst. */
  readonly level: number;
  /** The worst vectors of that level, in steps from the worst value of each metric. */
  readonly worst: readonly (readonly number[])[];
  /** Steps from there to the mildest vector of the level, and one more. */
  readonly depth: number;
}

/**
 * Scores of the worst vectors of each combination of levels, as FIRST publishes them; exploits are taken for known (EQ5 is 0).
 * Rows are EQ1 and EQ2. Columns are EQ3 with EQ6, 00, 01, 10, 11 and 21, each for 1 and 2 of EQ4: 0 and other values of EQ5
 * need metrics of an environment or a time.
 */
const scores: Readonly<Record<string, readonly number[]>> = {
  '00': [10, 9.3, 9.6, 9, 9.3, 8.8, 9.2, 8, 7.9, 6.9],
  '01': [9.5, 9.2, 9.1, 8.1, 9.2, 8.4, 8.2, 7, 7.1, 6.3],
  '10': [9.4, 8.7, 8.9, 7.5, 8.6, 7.2, 7.6, 5.7, 6.5, 5.3],
  '11': [9, 7.7, 7.7, 6.6, 7.4, 6.1, 5.9, 5.2, 5.8, 2.3],
  '20': [8.6, 7, 7.4, 5.4, 7.2, 5.3, 5.7, 3.6, 4.7, 2.4],
  '21': [7.3, 5.4, 5.5, 4.3, 6.1, 4.6, 5.1, 1.8, 2.4, 1],
};

/** Levels of the system's impact as columns, and which is the next milder: of two the one with the higher score. */
const impacts = { 0: { column: 0, next: [1, 2] }, 1: { column: 2, next: [3] }, 2: { column: 4 } };

/**
 * The base score (CVSS-B) of a vector of CVSS 4.0, 0 to 10 with one decimal place; undefined for anything else. Metrics of a
 * threat or an environment are those of one time and place, and do not change it.
 * https://www.first.org/cvss/v4.0/specification-document
 */
export function cvss4Score(vector: string): number | undefined {
  const metrics = cvssMetrics(vector, /^CVSS:4\.0$/);
  if (metrics === undefined) return undefined;
  const steps = (...names: readonly Metric[]): readonly number[] =>
    names.map((name) => {
      const value = metrics.get(name) ?? '';
      return value.length === 1 ? values[name].indexOf(value) : -1;
    });
  const exploit = steps('AV', 'PR', 'UI');
  const complexity = steps('AC', 'AT');
  const system = steps('VC', 'VI', 'VA');
  const others = steps('SC', 'SI', 'SA');
  if ([exploit, complexity, system, others].flat().includes(-1)) return undefined;
  if ([...system, ...others].every((step) => step === 2)) return 0;
  const [eq1, eq2, eq3, eq4] = [
    exploitPart(exploit),
    complexityPart(complexity),
    systemPart(system),
    othersPart(others),
  ];
  const at = (one: number, two: number, column: number, four: number): number =>
    scores[`${String(one)}${String(two)}`]?.[2 * column + four - 1] ?? NaN;
  const impact: { readonly column: number; readonly next?: readonly number[] } =
    impacts[eq3.level as keyof typeof impacts];
  const here = [eq1.level, eq2.level, impact.column, eq4.level] as const;
  const own = at(...here);
  const milder = (impact.next ?? []).map((column) => at(here[0], here[1], column, here[3]));
  const below = [
    [eq1, exploit, at(here[0] + 1, here[1], here[2], here[3])],
    [eq2, complexity, at(here[0], here[1] + 1, here[2], here[3])],
    [eq3, system, milder.length === 0 ? NaN : Math.max(...milder)],
    [eq4, others, here[3] === 2 ? NaN : at(here[0], here[1], here[2], 2)],
  ] as const;
  const known = below.filter(([, , next]) => !Number.isNaN(next));
  const distances = known.map(
    ([part, found, next]) => (own - next) * (distanceFromWorst(part, found) / (part.depth * 0.1)),
  );
  // What is not known of exploits has a milder level too, from which no vector is any step away.
  const mean = distances.reduce((sum, one) => sum + one, 0) / (known.length + 1);
  return Math.round(Math.max(0, own - mean) * 10) / 10;
}

/**
 * Distance from the first of the worst vectors that is nowhere milder, a tenth for each step: FIRST calculates with
 * such binary numbers, which decide how a tie is rounded.
 */
function distanceFromWorst({ worst }: Part, found: readonly number[]): number {
  const from = worst.find((one) => one.every((step, index) => step <= (found[index] ?? 0))) ?? [];
  return found.reduce((sum, step, index) => sum + (step / 10 - (from[index] ?? 0) / 10), 0);
}

/** EQ1: attack vector, privileges required, user interaction. */
function exploitPart(found: readonly number[]): Part {
  if (found.every((step) => step === 0)) return { level: 0, worst: [[0, 0, 0]], depth: 1 };
  const isPhysical = found[0] === 3;
  return found.includes(0) && !isPhysical
    ? {
        level: 1,
        worst: [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ],
        depth: 4,
      }
    : {
        level: 2,
        worst: [
          [3, 0, 0],
          [1, 1, 1],
        ],
        depth: 5,
      };
}

/** EQ2: attack complexity and requirements. */
function complexityPart(found: readonly number[]): Part {
  return found.every((step) => step === 0)
    ? { level: 0, worst: [[0, 0]], depth: 1 }
    : {
        level: 1,
        worst: [
          [1, 0],
          [0, 1],
        ],
        depth: 2,
      };
}

/** EQ3 with EQ6: confidentiality, integrity and availability of the vulnerable system, where all are required. */
function systemPart(found: readonly number[]): Part {
  if (found[0] === 0 && found[1] === 0) return { level: 0, worst: [[0, 0, 0]], depth: 7 };
  return found.includes(0)
    ? {
        level: 1,
        worst: [
          [1, 0, 0],
          [0, 1, 0],
        ],
        depth: 8,
      }
    : { level: 2, worst: [[1, 1, 1]], depth: 10 };
}

/** EQ4: the same of systems behind it. */
function othersPart(found: readonly number[]): Part {
  return found.includes(0)
    ? { level: 1, worst: [[0, 0, 0]], depth: 5 }
    : { level: 2, worst: [[1, 1, 1]], depth: 4 };
}
