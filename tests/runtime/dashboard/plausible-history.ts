import { guardLevels } from '../../../core/kernel/guard-levels';
import type { ShownExceptions } from '../../../core/readiness/exceptions';
import { exampleFacts, exampleReports, exampleRun } from '../../../core/readiness/example-facts';
import {
  known,
  missing,
  type Facts,
  type RunFact,
  type TestCaseFact,
} from '../../../core/readiness/facts';
import { observe } from '../../../core/readiness/test-observation';
import { addMeasurement, emptyHistory, type History } from '../../../core/readiness/history';
import { judge } from '../../../core/readiness/judge';
import { keepReadings } from '../../../core/readiness/kept-readings';
import { measure } from '../../../core/readiness/measure';
import { metricsOf } from '../../../core/readiness/metrics';
import { defaultPolicy } from '../../../core/readiness/policy';
import { buildDocument } from '../../../core/readiness/report/build-document';

/** Numbers from 0 to 1 that look random and are the same each time. */
function numbers(seed: number): () => number {
  let state = seed * 2654435761 + 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const modesOf = (seed: number): ShownExceptions['modes'] =>
  seed % 4 === 1
    ? { lint: 'new', types: 'warn then enforce from 2027-06-01' }
    : { lint: 'enforce' };

/** Some repositories have a few waivers, and one in ten has many: some ended, some about to end. */
function waiversOf(seed: number, now: string): ShownExceptions['waivers'] {
  const count = seed % 10 === 7 ? 40 : seed % 3;
  return Array.from({ length: count }, (_, index) => ({
    what: `F${String(401 + index)} of ruff in src/orders/legacy/module_${String(index)}.py`,
    why: 'the module is replaced with the next release',
    owner: `@acme/team-${String(index % 7)}`,
    until: new Date(Date.parse(now) + (index * 3 - 4) * 86_400_000).toISOString().slice(0, 10),
  }));
}

/**
 * A repository's history of one look a day: how often its runs fail, what its tests cover and which of them flake all
 * depend on the seed.
 */
export function plausibleHistory(repository: string, seed: number, days: number): History {
  const next = numbers(seed);
  const failing = next() ** 2 * 0.5;
  const covered = 70 + Math.floor(next() * 30);
  const runs: RunFact[] = [];
  let history: History = emptyHistory;
  for (let day = 0; day < days; day += 1) {
    const now = new Date(Date.UTC(2026, 7, 20) + day * 86_400_000).toISOString();
    const conclusion = next() < failing ? 'failure' : 'success';
    const run = {
      ...exampleRun(day + 1, conclusion),
      startedAt: now,
      completedAt: new Date(Date.parse(now) + (240 + next() * 200) * 1000).toISOString(),
    };
    runs.unshift(run);
    const cases = ['test_store::test_total', 'test_api::test_orders_are_listed_in_order'].map(
      (name, index): TestCaseFact => ({
        id: `tests.${name}`,
        outcome: 'passed',
        reruns: next() < 0.1 + index * 0.15 ? 1 : 0,
        seconds: 1,
      }),
    );
    const reports = {
      ...exampleReports,
      coverage: known({
        linesCovered: Math.min(100, covered + Math.floor((day * 8) / days)),
        linesTotal: 100,
        branchesCovered: 0,
        branchesTotal: 0,
        worstFiles: [],
      }),
      ...(seed % 3 === 0 ? { vulnerabilities: missing<never>('pip-audit gave no answer') } : {}),
      tests: known({ cases }),
    };
    const window = runs.slice(0, 10);
    const facts: Facts = {
      ...exampleFacts,
      now,
      repository,
      runs: known(window),
      fresh: {},
      reports,
    };
    const { id, commit, completedAt } = run;
    const seen = observe({ run: id, attempt: 1, commit, at: completedAt }, { cases });
    const rules = { ...defaultPolicy, threshold: 90 };
    const judgement = judge(measure(facts, rules), rules);
    history = addMeasurement(history, {
      document: buildDocument(facts, rules, judgement, {
        exceptions: { modes: modesOf(seed), waivers: waiversOf(seed, now), wrong: 0 },
        owners: [`@acme/team-${String(seed % 7)}`],
        guardLevel: guardLevels[seed % guardLevels.length],
      }),
      metrics: { ...metricsOf(window, reports, defaultPolicy), cacheHitRate: 80 + (day % 7) },
      runs: window,
      source: { policy: '' },
      security: { findings: [], packages: [] },
      readings: keepReadings(reports, run.id, now),
      overrides:
        day === 12
          ? [
              {
                pullRequest: 41,
                by: 'maya',
                at: now,
                reason: 'the release cannot wait for the registry',
              },
            ]
          : [],
      observed: [seen].flatMap((one) => one ?? []),
    });
  }
  return history;
}
