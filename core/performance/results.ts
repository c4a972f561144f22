import * as z from 'zod/mini';
import { verdicts } from './compare-pairs';

/** Seconds by the name of the benchmark; less is better. */
export type Results = Readonly<Record<string, number>>;

/** How benchmarks write their results. */
export const resultForms = ['pytest-benchmark', 'json'] as const;
export type ResultForm = (typeof resultForms)[number];

/** Benchmarks of a run that are compared; those beyond are left out, in the order of their names. */
export const mostBenchmarks = 200;

/** Longest name of a benchmark. */
const longestName = 200;

const seconds = z.number().check(z.positive());
const name = z.string().check(z.minLength(1), z.maxLength(longestName));

/** By form, what is read of the file that the benchmarks write. */
export const resultSchemas = {
  /**
   * The median, as single rounds are often disturbed.
   * https://pytest-benchmark.readthedocs.io/en/latest/usage.html#commandline-options
   */
  'pytest-benchmark': z.pipe(
    z.object({
      benchmarks: z.array(z.object({ fullname: z.string(), stats: z.object({ median: seconds }) })),
    }),
    z.transform(({ benchmarks }): Results =>
      Object.fromEntries(
        benchmarks.map(({ fullname, stats }) => [fullname.slice(-longestName), stats.median]),
      ),
    ),
  ),
  /** `{"parse": 0.0123, "render": 1.4}` */
  json: z.record(name, seconds),
} as const satisfies Readonly<Record<ResultForm, z.ZodMiniType<Results>>>;

/** Name of the report that a measurement writes. */
export const measurementFile = 'performance.json';

const estimate = z.object({ value: z.number(), low: z.number(), high: z.number() });

const shortText = z.string().check(z.maxLength(200));

/** What a measurement says of one benchmark. */
export const measuredBenchmark = z.object({
  name,
  /** Median of the runs. */
  seconds,
  verdict: z.enum(verdicts),
  change: z.optional(estimate),
  pairs: z.int().check(z.minimum(0)),
});

/** The machine and the Python that times were measured with. */
const kindShape = {
  runner: shortText,
  cpu: shortText,
  arch: shortText,
  python: shortText,
};

/** performance.json, which one run writes. */
export const measurementSchema = z.object({
  version: z.literal(1),
  ...kindShape,
  benchmarks: z.array(measuredBenchmark).check(z.maxLength(mostBenchmarks)),
});
export type Measurement = z.infer<typeof measurementSchema>;
/** Only times of one kind are compared. */
export type MachineKind = Pick<Measurement, keyof typeof kindShape>;
export type MeasuredBenchmark = Measurement['benchmarks'][number];

/** What the data branch keeps of a run. */
export const keptRunSchema = z.object({
  run: z.number(),
  commit: z.string(),
  /** ISO 8601, UTC. */
  at: z.string(),
  ...kindShape,
  /** Seconds by the name of the benchmark. */
  seconds: z.record(z.string(), z.number()),
  /** Relative changes that were seen on one machine with the commit before. */
  changed: z.optional(z.record(z.string(), z.number())),
});
export type KeptRun = z.infer<typeof keptRunSchema>;
