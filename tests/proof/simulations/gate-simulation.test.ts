import * as fc from 'fast-check';
import { parse } from 'yaml';
import { exampleJobs, exampleReports, exampleRun } from '../../../core/readiness/example-facts';
import {
  known,
  missing,
  noReports,
  type Conclusion,
  type FreshResults,
  type Reading,
  type ReportFacts,
  type RunFact,
} from '../../../core/readiness/facts';
import {
  overridingRoles,
  type OverrideRequest,
  type ReadinessVerdict,
} from '../../../core/readiness/gate';
import { judge } from '../../../core/readiness/judge';
import { measure } from '../../../core/readiness/measure';
import { defaultPolicy } from '../../../core/readiness/policy';
import { renderPipeline } from '../../../core/pipeline';
import { exampleSettings } from '../../../core/pipeline/example-settings';
import { seed, times } from '../proof-size';

const threshold = 90;

/** Job ids that the one required check waits for, as the delivered workflow has them. */
const requiredJobs = ((): readonly string[] => {
  const file = renderPipeline(exampleSettings).files.find((one) => one.path.endsWith('/ci.yml'));
  const workflow = parse(file?.content ?? '') as {
    jobs: Record<string, { name: string; needs: string[] }>;
  };
  return (workflow.jobs['ci-success']?.needs ?? []).map((id) => workflow.jobs[id]?.name ?? id);
})();

interface Change {
  readonly fresh: FreshResults;
  readonly reports: ReportFacts;
  readonly label?: OverrideRequest;
}

interface World {
  readonly runs: readonly (RunFact & { readonly isFlaky: boolean })[];
  readonly isApiDown: boolean;
  readonly change: Change;
  readonly merged: readonly { readonly change: Change; readonly verdict: ReadinessVerdict }[];
}

type Event =
  | { readonly kind: 'main-run'; readonly conclusion: Conclusion; readonly isFlaky: boolean }
  | { readonly kind: 'rerun-main' }
  | { readonly kind: 'delete-runs' }
  | { readonly kind: 'api'; readonly isDown: boolean }
  | { readonly kind: 'push'; readonly change: Change }
  | { readonly kind: 'label'; readonly label: OverrideRequest }
  | { readonly kind: 'merge' };

/** What CI makes of the open change: every job's result, and the gate's verdict. */
function ci(world: World): { readonly isMergeable: boolean; readonly verdict: ReadinessVerdict } {
  const { change } = world;
  const runs: Reading<readonly RunFact[]> = world.isApiDown
    ? missing('GitHub answered 503')
    : known(world.runs);
  const facts = {
    now: '2026-02-01T09:00:00Z',
    repository: 'acme/orders-service',
    branch: 'main',
    commit: 'a'.repeat(40),
    runs,
    fresh: change.fresh,
    reports: change.reports,
  };
  const { verdict } = judge(
    measure(facts, defaultPolicy),
    { ...defaultPolicy, threshold },
    // Without the API the label cannot be read either.
    { fresh: change.fresh, override: world.isApiDown ? undefined : change.label },
  );
  const isMergeable = requiredJobs.every((job) => {
    if (job === 'Readiness Gate') return verdict.passed;
    const own = change.fresh[job];
    return own === undefined ? areOwnChecksGreen(change) : own === 'success';
  });
  return { isMergeable, verdict };
}

function areOwnChecksGreen({ fresh }: Change): boolean {
  return Object.values(fresh).every((result) => result === 'success');
}

function addRun(world: World, conclusion: Conclusion, isFlaky: boolean): World {
  return {
    ...world,
    runs: [...world.runs, { ...exampleRun(world.runs.length + 1, conclusion), isFlaky }],
  };
}

/** Re-runs every failed run of the branch: those that failed by chance turn green, the others stay red. */
function rerunMain(world: World): World {
  return {
    ...world,
    runs: world.runs.map((run) =>
      run.isFlaky && run.conclusion === 'failure'
        ? {
            ...run,
            attempt: 2,
            conclusion: 'success',
            jobs: [...run.jobs, ...exampleJobs('success', 2)],
          }
        : run,
    ),
  };
}

function merge(world: World): World {
  const { isMergeable, verdict } = ci(world);
  if (!isMergeable) return world;
  const after = { ...world, merged: [...world.merged, { change: world.change, verdict }] };
  return addRun({ ...after, change: goodChange }, 'success', false);
}

function step(world: World, event: Event): World {
  switch (event.kind) {
    case 'main-run':
      return addRun(world, event.conclusion, event.isFlaky);
    case 'rerun-main':
      return rerunMain(world);
    case 'delete-runs':
      return { ...world, runs: [] };
    case 'api':
      return { ...world, isApiDown: event.isDown };
    case 'push':
      return { ...world, change: event.change };
    case 'label':
      return { ...world, change: { ...world.change, label: event.label } };
    case 'merge':
      return merge(world);
  }
}

const green: FreshResults = Object.fromEntries(
  defaultPolicy.qualityJobs.map((name) => [name, 'success' as const]),
);
const goodChange: Change = { fresh: green, reports: exampleReports };
const emptyWorld: World = { runs: [], isApiDown: false, change: goodChange, merged: [] };
const validLabel: OverrideRequest = {
  by: 'maya',
  role: 'maintain',
  at: '2026-02-01T08:00:00Z',
  headAt: '2026-02-01T07:30:00Z',
  reason: 'release blocker, follow-up planned',
};

/** The ways back that docs/readiness.md names, in its order; each is something a maintainer can do. */
const waysBack: readonly (readonly [string, (world: World) => World])[] = [
  ['wait until GitHub answers again', (world) => ({ ...world, isApiDown: false })],
  [
    "mend the change's own checks",
    (world) => ({ ...world, change: { ...world.change, ...goodChange } }),
  ],
  ['re-run the failed runs of the branch', rerunMain],
  [
    'override with a reason',
    (world) => ({ ...world, change: { ...world.change, label: validLabel } }),
  ],
];

const conclusions = ['success', 'failure', 'cancelled', 'skipped', 'timed_out', null] as const;
const results = ['success', 'failure', 'cancelled', 'skipped'] as const;
const change: fc.Arbitrary<Change> = fc.record({
  fresh: fc
    .tuple(
      ...defaultPolicy.qualityJobs.map(() =>
        fc.constantFrom('success' as const, 'success' as const, ...results),
      ),
    )
    .map((each) =>
      Object.fromEntries(
        defaultPolicy.qualityJobs.map((name, index) => [name, each[index] ?? 'failure']),
      ),
    ),
  reports: fc.constantFrom<ReportFacts>(
    exampleReports,
    {
      ...exampleReports,
      coverage: known({
        linesCovered: 70,
        linesTotal: 100,
        branchesCovered: 0,
        branchesTotal: 0,
        worstFiles: [],
      }),
    },
    { ...exampleReports, coverage: missing('gone') },
    noReports('no artifact'),
  ),
});
const anyLabel: fc.Arbitrary<OverrideRequest> = fc.record(
  {
    by: fc.constantFrom('maya', 'wren'),
    role: fc.constantFrom('read', 'triage', 'write', 'maintain', 'admin', 'unknown'),
    at: fc.constant('2026-02-01T08:00:00Z'),
    headAt: fc.constantFrom('2026-02-01T07:00:00Z', '2026-02-01T09:00:00Z', undefined),
    reason: fc.constantFrom('', '  ', 'release blocker'),
  },
  { requiredKeys: ['by', 'role', 'at', 'headAt'] },
);
const label = fc.oneof(anyLabel, fc.constant(validLabel));
const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('main-run' as const),
      conclusion: fc.constantFrom(...conclusions),
      isFlaky: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rerun-main' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete-runs' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('api' as const), isDown: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('push' as const), change }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('label' as const), label }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('merge' as const) }) },
);
const history = fc.array(event, { minLength: 5, maxLength: 40 });
const parameters = { numRuns: times(1000, 20_000), seed };

test('the required check waits for the three quality jobs and the gate', () => {
  expect(requiredJobs).toEqual(
    expect.arrayContaining([...defaultPolicy.qualityJobs, 'Readiness Gate']),
  );
});

test('from every state of random histories the ways back lead to a mergeable change', () => {
  let blocked = 0;
  fc.assert(
    fc.property(history, (events) => {
      let world = emptyWorld;
      for (const one of events) {
        world = step(world, one);
        if (!ci(world).isMergeable) blocked += 1;
        const back = waysBack.reduce((at, [, act]) => (ci(at).isMergeable ? at : act(at)), world);
        expect(ci(back).isMergeable).toBe(true);
      }
    }),
    parameters,
  );
  // The proof is worth something only when histories do get stuck.
  expect(blocked).toBeGreaterThan(1000);
});

test('while the branch itself is healthy there is a way back without an override: run its workflow by hand', () => {
  fc.assert(
    fc.property(history, (events) => {
      let world = { ...events.reduce(step, emptyWorld), isApiDown: false, change: goodChange };
      for (let run = 0; run < defaultPolicy.window; run += 1)
        world = addRun(world, 'success', false);
      expect(ci(world)).toMatchObject({ isMergeable: true });
      expect(ci(world).verdict.override).toBeUndefined();
    }),
    parameters,
  );
});

test('nothing merges with a red check of its own, and nothing below the threshold without an override', () => {
  let merges = 0;
  let overrides = 0;
  fc.assert(
    fc.property(history, (events) => {
      for (const { change: merged, verdict } of events.reduce(step, emptyWorld).merged) {
        merges += 1;
        expect(areOwnChecksGreen(merged)).toBe(true);
        if (verdict.reasons.some((reason) => reason.code === 'score-reaches-threshold')) continue;
        overrides += 1;
        expect(overridingRoles).toContain(merged.label?.role);
        // A label from before the commit was pushed was set for another one.
        expect(String(merged.label?.at) > String(merged.label?.headAt)).toBe(true);
        expect(verdict.override).toEqual({
          by: merged.label?.by,
          at: merged.label?.at,
          reason: merged.label?.reason,
        });
      }
    }),
    parameters,
  );
  expect(merges).toBeGreaterThan(50);
  expect(overrides).toBeGreaterThan(5);
});

test('ten red runs of broken code: one override, then runs of the mended branch bring the score back', () => {
  const broken = Array.from({ length: 10 }).reduce<World>(
    (world) => addRun(world, 'failure', false),
    emptyWorld,
  );
  expect(ci(broken)).toMatchObject({ isMergeable: false });
  let world = merge({ ...broken, change: { ...goodChange, label: validLabel } });
  expect(world.merged).toHaveLength(1);
  let byHand = 0;
  while (!ci(world).isMergeable && byHand < 10) {
    world = addRun(world, 'success', false);
    byHand += 1;
  }
  // 8 of 10 give the 90 %: the merge's own run, the fresh one, and six by hand.
  expect(byHand).toBe(6);
});

test("the gate's own failures on the branch do not count against the next change", () => {
  const gateFailed: World = {
    ...emptyWorld,
    runs: Array.from({ length: 10 }, (_, index) => ({
      ...exampleRun(index + 1, 'failure'),
      jobs: [
        ...exampleJobs('success'),
        { name: 'Readiness Gate', conclusion: 'failure' as const, attempt: 1, seconds: 5 },
      ],
      isFlaky: false,
    })),
  };
  expect(ci(gateFailed)).toMatchObject({ isMergeable: true });
});

test('a new repository is judged by its own run and says so', () => {
  const { isMergeable, verdict } = ci(emptyWorld);
  expect(isMergeable).toBe(true);
  expect(verdict.reasons.map((reason) => reason.code)).toContain('no-history');
});
