import type { GuardLevel } from '../../kernel/guard-levels';
import type { Facts } from '../facts';
import { mostTests, type Change } from '../change/change-schema';
import type { ShownExceptions } from '../exceptions';
import type { Judgement } from '../judge';
import type { ScorePolicy } from '../policy';
import {
  documentSchema,
  documentVersion,
  type CommentFacts,
  type ReadinessDocument,
  type ScoreScope,
} from './document';

const flakyKept = 20;
const mostOwners = 20;

/** What a document says beside the judgement. */
interface Beside {
  readonly change?: Change | undefined;
  readonly exceptions?: ShownExceptions | undefined;
  readonly owners?: readonly string[] | undefined;
  readonly guardLevel?: GuardLevel | undefined;
  readonly scope?: ScoreScope | undefined;
}

/** Puts a judgement into the form of readiness.json. */
export function buildDocument(
  facts: Facts,
  policy: Pick<ScorePolicy, 'bands' | 'window'>,
  judgement: Judgement,
  { change, exceptions, owners, guardLevel, scope }: Beside = {},
): ReadinessDocument {
  const { score, verdict } = judgement;
  const { tests, outdated } = facts.reports;
  // Stryker disable next-line ArrayDeclaration: what has no outcome counts nowhere.
  const cases = tests.state === 'known' ? tests.value.cases : [];
  const of = (outcome: string) => cases.filter((test) => test.outcome === outcome).length;
  const failing = cases
    .filter((test) => test.outcome === 'failed')
    .slice(0, mostTests)
    .map(({ id }) => id);
  const rerun = cases.filter((test) => test.reruns > 0);
  const document = {
    version: documentVersion,
    ...judgedFacts(judgement, policy),
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
    ...(failing.length === 0 ? {} : { failing }),
    ...(change === undefined ? {} : { change }),
    ...(exceptions === undefined ? {} : { exceptions }),
    ...(owners === undefined ? {} : { owners: owners.slice(0, mostOwners) }),
    ...(guardLevel === undefined ? {} : { guardLevel }),
    ...(scope === undefined ? {} : { scope }),
    ...(outdated.state === 'missing' ? {} : { outdated: outdated.value.count }),
  };
  // The writer holds itself to the published form: whatever it wrote, a reader accepts.
  return documentSchema.parse(document);
}

/** A judgement in the form that reports are rendered from. */
export function judgedFacts(
  { score, verdict, base }: Judgement,
  { bands, window }: Pick<ScorePolicy, 'bands' | 'window'>,
): CommentFacts {
  return {
    value: score.value,
    band: score.band,
    threshold: verdict.threshold,
    passed: verdict.passed,
    overridden: verdict.override !== undefined,
    bands,
    window,
    passRate: score.passRate,
    lines: score.lines,
    ...(base === undefined ? {} : { base }),
  };
}
