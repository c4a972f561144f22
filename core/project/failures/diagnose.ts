import {
  code,
  counted,
  type Diagnose,
  type FailedStep,
  type Failure,
  last,
  setting,
  type Tried,
} from './failure';
import { installFailures, network } from './install-failures';
import { lintFailures } from './lint-failures';
import { testFailures } from './test-failures';

const buildFailures: readonly Diagnose[] = [
  (output) =>
    /does not (?:appear to be|exist)[^\n]*(?:build|backend)|build backend returned an error|Backend .* is not available/i.test(
      output,
    )
      ? setting('the packages cannot be built', 'build.packages', false)
      : undefined,
];

const securityFailures: readonly Diagnose[] = [
  (output) =>
    /the (?:vulnerability database|package index) gave no answer/.test(output)
      ? { cause: 'machine', what: 'a server on the network did not answer' }
      : undefined,
  (output) => {
    const newer = last(output, /^(\d+) packages have newer releases/gm);
    return newer === undefined
      ? undefined
      : code(
          counted(Number(newer), 'package has a newer release', 'packages have newer releases'),
          'uv pip list --outdated',
          Number(newer),
        );
  },
  (output) => {
    const bySeverity = /Total issues \(by severity\):([\s\S]*?)Total issues/.exec(output)?.[1];
    const issues = [...(bySeverity ?? '').matchAll(/(?:Medium|High): (\d+)/g)]
      .map(([, count]) => Number(count))
      .reduce((sum, count) => sum + count, 0);
    return issues === 0
      ? undefined
      : code(counted(issues, 'finding of Bandit', 'findings of Bandit'), 'bandit -r .', issues);
  },
  (output) => {
    const known = /Found (\d+) known vulnerabilit/.exec(output)?.[1];
    return known === undefined
      ? undefined
      : code(
          counted(Number(known), 'known vulnerability', 'known vulnerabilities'),
          'pip-audit',
          Number(known),
        );
  },
];

const readinessFailures: readonly Diagnose[] = [
  (output) => {
    const [, score, least] =
      /score is below the threshold; found ([\d.]+ %); allowed: ([\d.]+ %)/.exec(output) ?? [];
    return score === undefined || least === undefined
      ? undefined
      : code(
          `the score of this change is ${score}, and ${least} is the least`,
          'see above what to fix first',
        );
  },
];

const byGate: Readonly<Record<string, readonly Diagnose[]>> = {
  install: installFailures,
  lint: lintFailures,
  test: testFailures,
  security: securityFailures,
  build: [...installFailures, ...buildFailures],
  readiness: readinessFailures,
};

/** Escape sequences of terminals. */
const colours = /\u001b\[[0-9;]*m/g;

/**
 * Says why a step failed: because of the code, because of a setting that does not fit the project, or because of the machine.
 * A failure of no known kind counts as the code's, since nothing says that a setting is wrong.
 */
export function diagnose({ gate, step, output }: FailedStep, tried: Tried): Failure {
  const text = output.replace(colours, '');
  const kinds = Object.hasOwn(byGate, gate) ? (byGate[gate] ?? []) : [];
  for (const kind of [...kinds, network]) {
    const failure = kind(text, tried);
    if (failure !== undefined) return failure;
  }
  return code(`${step} fails`, `make ci-preflight-${gate}`);
}
