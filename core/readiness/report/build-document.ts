import type { Facts } from '../facts';
import type { Verdict } from '../gate';
import type { ScorePolicy } from '../policy';
import type { Score } from '../score';
import { documentSchema, documentVersion, type ReadinessDocument } from './document';

const flakyKept = 20;

/** Puts score and verdict into the form of readiness.json. `base` is the base branch's last recorded score. */
export function buildDocument(
  facts: Facts,
  policy: ScorePolicy,
  score: Score,
  verdict: Verdict,
  base: number | undefined,
): ReadinessDocument {
  const { tests, outdated } = facts.reports;
  const cases = tests.state === 'known' ? tests.value.cases : [];
  const of = (outcome: string) => cases.filter((test) => test.outcome === outcome).length;
  const rerun = cases.filter((test) => test.reruns > 0);
  const document: ReadinessDocument = {
    version: documentVersion,
    value: score.value,
    band: score.band,
    threshold: verdict.threshold,
    passed: verdict.passed,
    overridden: verdict.override !== undefined,
    bands: policy.bands,
    window: policy.window,
    passRate: passRateOf(score),
    ...(base === undefined ? {} : { base }),
    generatedAt: facts.now,
    repository: facts.repository,
    branch: facts.branch,
    commit: facts.commit,
    lines: score.lines.map((line) => ({ ...line, measures: { ...line.measures } })),
    reasons: verdict.reasons.map((reason) => ({ ...reason })),
    ...(verdict.override === undefined ? {} : { override: verdict.override }),
    ...(tests.state === 'missing'
      ? {}
      : {
          tests: {
            total: cases.length,
            passed: of('passed'),
            failed: of('failed'),
            skipped: of('skipped'),
            rerun: rerun.length,
          },
        }),
    flaky: rerun
      .filter((test) => test.outcome === 'passed')
      .slice(0, flakyKept)
      .map(({ id, reruns }) => ({ id, reruns })),
    ...(outdated.state === 'missing' ? {} : { outdated: outdated.value.count }),
  };
  // The writer holds itself to the published form: whatever it wrote, a reader accepts.
  return documentSchema.parse(document);
}

function passRateOf({ passRate: { outcomes, ...rate } }: Score): ReadinessDocument['passRate'] {
  return { ...rate, ...(outcomes === undefined ? {} : { outcomes: [...outcomes] }) };
}
