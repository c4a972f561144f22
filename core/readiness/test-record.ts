import * as z from 'zod/mini';
import type { TestsFact } from './facts';
import { failureCauses } from './failure-cause';
import { judgedChangeSchema, type JudgedChange } from './judged-change';
import { longestTestId, mostNamed, observe, type TestObservation } from './test-observation';

/**
 * The record of a run's tests. The gate writes it in every attempt, on the branch and on pull requests, from the JUnit
 * reports of all environments; it begins with what the attempts before wrote, whose reports GitHub replaces. It is small,
 * so that a look at the repository can read the records of many runs.
 */
export const testRecordFile = 'tests-of-attempts.json';

/**
 * Its artifact. The gate collects what begins with `reports-`, so that a further attempt gets the record of the one before.
 * No job can have a dot in its id, so that no job's reports have this name.
 */
export const testRecordArtifact = 'reports-test.attempts';

/** Bounds of a record, which the run of a pull request writes. */
export const maximumRecordBytes = 1024 * 1024;
const mostObservations = 100;

export const detailsSchema = z.record(
  z.string(),
  z.strictObject({
    seconds: z.number().check(z.minimum(0)),
    cause: z.optional(z.enum(failureCauses)),
  }),
);

const id = z.string().check(z.maxLength(longestTestId));
const ids = z.array(id).check(z.maxLength(mostNamed));
const observation = z.object({
  attempt: z.int().check(z.minimum(1)),
  commit: z.string().check(z.regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/)),
  at: z.iso.datetime(),
  environment: z.optional(z.string().check(z.maxLength(100))),
  tests: z.int().check(z.minimum(0)),
  rerun: ids,
  failed: ids,
  details: z.optional(detailsSchema),
  /** Digest of the report, by which one is recognised that an attempt took over from the one before. */
  report: z.string().check(z.maxLength(128)),
});

export const testRecordSchema = z.object({
  version: z.literal(1),
  observations: z.array(observation).check(z.maxLength(mostObservations)),
  /** What the gate measured in the last attempt, on a pull request. */
  judged: z.optional(judgedChangeSchema),
});
export type TestRecord = z.infer<typeof testRecordSchema>;

/** What the JUnit report of one environment says. */
export interface EnvironmentTests {
  /** Undefined for the first environment of a matrix, and where there is only one. */
  readonly environment: string | undefined;
  readonly tests: TestsFact;
  /** Digest of the report. */
  readonly report: string;
}

/** The environment of a further JUnit report by its name, such as `junit-3.10.xml`; undefined when it is none. */
export function environmentOf(file: string): string | undefined {
  return /^junit-([\w.-]{1,80})\.xml$/.exec(file)?.[1];
}

/**
 * The record with an attempt added. A report that an earlier attempt made adds nothing: where only other jobs ran again, the
 * tests did not.
 */
export function addAttempt(
  before: TestRecord | undefined,
  attempt: Pick<TestObservation, 'attempt' | 'commit' | 'at'>,
  environments: readonly EnvironmentTests[],
  judged?: JudgedChange,
): TestRecord {
  const earlier = (before?.observations ?? []).filter((one) => one.attempt !== attempt.attempt);
  const isKnown = ({ environment, report }: EnvironmentTests): boolean =>
    earlier.some((one) => one.environment === environment && one.report === report);
  const added = environments
    .filter((one) => !isKnown(one))
    .flatMap(({ environment, tests, report }) => {
      const run = { run: 0, ...attempt, ...(environment === undefined ? {} : { environment }) };
      const seen = observe(run, tests);
      return seen === undefined ? [] : [observation.parse({ ...seen, report })];
    });
  return {
    version: 1,
    observations: [...earlier, ...added].slice(-mostObservations),
    ...(judged === undefined ? {} : { judged }),
  };
}

/** What a record says, as observations of the run that it is of. */
export function observationsOf(record: TestRecord, run: number): readonly TestObservation[] {
  return record.observations.map(({ report: _, ...one }) => ({ ...one, run }));
}
