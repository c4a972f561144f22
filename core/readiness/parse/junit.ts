import type { TestCaseFact, TestsFact } from '../facts';
import { parsed, refused, type Parsed } from './parsed';
import { numeric, walkXml } from './xml';

interface Attempt {
  readonly id: string;
  outcome: TestCaseFact['outcome'];
  readonly seconds: number;
}

/**
 * pytest's JUnit report. pytest-rerunfailures gives every attempt of a test a `testcase` element of the same name, of
 * which only the last one carries the outcome; a failure in any of them (a failing teardown is one more element)
 * fails the test. https://docs.pytest.org/en/stable/how-to/output.html#creating-junitxml-format-files
 */
export function parseJunit(text: string, file: string): Parsed<TestsFact> {
  const attempts = new Map<string, Attempt[]>();
  let current: Attempt | undefined;
  let suites = 0;
  const walked = walkXml(text, file, ['testsuites', 'testsuite'], {
    open(name, attributes) {
      if (name === 'testsuite') suites += 1;
      else if (name === 'testcase') {
        const id = [attributes['classname'], attributes['name']]
          .filter((part) => part !== undefined && part !== '')
          .join('::');
        current = { id, outcome: 'passed', seconds: numeric(attributes['time']) ?? 0 };
      } else if (current !== undefined) {
        if (name === 'failure' || name === 'error') current.outcome = 'failed';
        else if (name === 'skipped' && current.outcome === 'passed') current.outcome = 'skipped';
      }
    },
    close(name) {
      if (name !== 'testcase' || current === undefined) return;
      const tries = attempts.get(current.id);
      if (tries === undefined) attempts.set(current.id, [current]);
      else tries.push(current);
      current = undefined;
    },
  });
  if (!walked.ok) return walked;
  if (suites === 0) {
    return refused(file, 'report-shape', 'the report has no test suite', {
      allowed: '<testsuites> with at least one <testsuite>',
    });
  }
  return parsed({ cases: [...attempts.entries()].map(([id, tries]) => testCase(id, tries)) });
}

function testCase(id: string, tries: readonly Attempt[]): TestCaseFact {
  const failed = tries.some((attempt) => attempt.outcome === 'failed');
  return {
    id,
    outcome: failed ? 'failed' : (tries.at(-1)?.outcome ?? 'skipped'),
    reruns: tries.length - 1,
    seconds: tries.reduce((sum, attempt) => sum + attempt.seconds, 0),
  };
}
