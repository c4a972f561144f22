import { failureCause, type FailureCause } from '../failure-cause';
import type { TestCaseFact, TestsFact } from '../facts';
import { parsed, refused, type Parsed } from './parsed';
import { numeric, walkXml } from './xml';

interface Attempt {
  readonly id: string;
  outcome: TestCaseFact['outcome'];
  readonly seconds: number;
  /** By the first message of a failure. */
  cause?: FailureCause;
}

interface Suite {
  /** Tests by its own count. */
  readonly counted: number | undefined;
  readonly attempts: Attempt[];
}

/**
 * pytest's JUnit report. pytest-rerunfailures gives every attempt of a test a `testcase` element of the same name, of
 * which the last one carries the outcome; subtests leave a failure in each attempt, a failing teardown an element of its
 * own after the test's. https://docs.pytest.org/en/stable/how-to/output.html#creating-junitxml-format-files
 */
export function parseJunit(text: string, file: string): Parsed<TestsFact> {
  const suites: Suite[] = [];
  let current: Attempt | undefined;
  const walked = walkXml(text, file, ['testsuites', 'testsuite'], {
    open(name, attributes) {
      if (name === 'testsuite') {
        suites.push({ counted: numeric(attributes['tests']), attempts: [] });
      } else if (name === 'testcase') {
        const id = [attributes['classname'], attributes['name']]
          .filter((part) => part !== undefined && part !== '')
          .join('::');
        current = { id, outcome: 'passed', seconds: numeric(attributes['time']) ?? 0 };
      } else if (current !== undefined) {
        if (name === 'failure' || name === 'error') {
          current.outcome = 'failed';
          const { message = '' } = attributes;
          if (message !== '') current.cause ??= failureCause(message);
        } else if (name === 'skipped' && current.outcome === 'passed') current.outcome = 'skipped';
      }
    },
    close(name) {
      if (name !== 'testcase' || current === undefined) return;
      // A worker that crashed leaves an attempt without a name, and reports the test itself as failed.
      if (current.id !== '' || current.outcome === 'failed') suites.at(-1)?.attempts.push(current);
      current = undefined;
    },
  });
  if (!walked.ok) return walked;
  if (suites.length === 0) {
    return refused(file, 'report-shape', 'the report has no test suite', {
      allowed: '<testsuites> with at least one <testsuite>',
    });
  }
  return parsed({ cases: merged(suites.flatMap(casesOf)) });
}

/**
 * A suite counts each test once, whatever its attempts. One that counts as many tests as it has elements has tests of
 * equal names in it instead, and no re-run.
 */
function casesOf({ counted, attempts }: Suite): readonly TestCaseFact[] {
  if (counted === attempts.length) {
    return attempts.map((attempt) => ({ ...attempt, reruns: 0 }));
  }
  const byId = new Map<string, Attempt[]>();
  for (const attempt of attempts) {
    const tries = byId.get(attempt.id);
    if (tries === undefined) byId.set(attempt.id, [attempt]);
    else tries.push(attempt);
  }
  return [...byId.entries()].map(([id, tries]) => ({
    id,
    // Stryker disable next-line OptionalChaining,StringLiteral: each has an attempt.
    outcome: tries.at(-1)?.outcome ?? 'skipped',
    reruns: tries.length - 1,
    seconds: sum(tries.map(({ seconds }) => seconds)),
    ...causeOf(tries.at(-1)),
  }));
}

const worst = ['failed', 'passed', 'skipped'] as const;

/** Tests of equal names are one: failed when any of them did, and re-run as often as all of them. */
function merged(cases: readonly TestCaseFact[]): readonly TestCaseFact[] {
  const byId = new Map<string, TestCaseFact>();
  for (const one of cases) {
    const other = byId.get(one.id);
    byId.set(
      one.id,
      other === undefined
        ? one
        : {
            id: one.id,
            outcome:
              // Stryker disable next-line StringLiteral: each outcome is in the list.
              worst.find((each) => each === one.outcome || each === other.outcome) ?? 'passed',
            reruns: one.reruns + other.reruns,
            seconds: one.seconds + other.seconds,
            ...causeOf(other.cause === undefined ? one : other),
          },
    );
  }
  return [...byId.values()];
}

function causeOf(one: Pick<TestCaseFact, 'cause'> | undefined): Pick<TestCaseFact, 'cause'> {
  return one?.cause === undefined ? {} : { cause: one.cause };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
