import type { AnsweredAttempt, Attempt, HttpRequest, SmokeCheck, StepsCheck } from './check';
import { extractedValue } from './extracted';
import { judgeJson } from './judge-json';
import { shownPhases } from './phases';
import { shownValue } from './shown-value';

/** What was wrong with an answer. */
export interface Violation {
  readonly code:
    | 'unreachable'
    | 'status'
    | 'header'
    | 'text'
    | 'not-json'
    | 'value'
    | 'latency'
    | 'certificate'
    | 'record';
  readonly text: string;
}

/** Judges one attempt: every violation, so that one run tells all there is to fix. An empty list: it passed. */
export function judgeAttempt(check: SmokeCheck, attempt: Attempt): readonly Violation[] {
  const phases = shownPhases(attempt.phases);
  const where = phases === '' ? '' : ` (${phases})`;
  if (attempt.outcome === 'unreachable') {
    return [{ code: 'unreachable', text: `${attempt.reason}${where}` }];
  }
  return [
    ...judgeOutcome(check, attempt),
    ...judgeLatency(check.latencyBudgetMs, attempt.latencyMs, where),
  ];
}

function judgeOutcome(check: SmokeCheck, attempt: Attempt): readonly Violation[] {
  switch (attempt.outcome) {
    case 'answered':
      return check.probe === 'http' ? judgeAnswer(check, attempt) : [];
    case 'stepped':
      return check.probe === 'steps' ? judgeSteps(check, attempt.answers) : [];
    case 'connected':
      return check.probe === 'tls'
        ? judgeCertificate(check.certificateDays, attempt.certificateDays)
        : [];
    case 'resolved':
      return check.probe === 'dns' ? judgeRecords(check.expectRecords, attempt.records) : [];
    case 'unreachable':
      return [];
  }
}

/** Judges the answer to one request, without its latency. */
function judgeAnswer(request: HttpRequest, answer: AnsweredAttempt): readonly Violation[] {
  return [
    ...judgeStatus([request.expectedStatus].flat(), answer.status),
    ...judgeHeaders(request.expectHeaders ?? {}, answer.headers ?? {}),
    ...judgeText(request.expectText, answer.text ?? ''),
    ...judgeJson(request.expectJson, answer.json),
  ];
}

/** Judges the answer to a step: what it must be, and whether it has what later steps need. */
export function judgeStep(
  step: StepsCheck['steps'][number],
  answer: AnsweredAttempt,
): readonly Violation[] {
  const missing = Object.entries(step.extract ?? {})
    .filter(([, from]) => extractedValue(from, answer) === undefined)
    .map(([name, from]) => {
      const place = typeof from === 'string' ? from : `the header ${from.header}`;
      return { code: 'value' as const, text: `${place} has nothing to extract as ${name}` };
    });
  return [...judgeAnswer(step, answer), ...missing];
}

/** A step in messages: its number, and where it goes, without the query, which can hold a key. */
export function stepName({ steps }: StepsCheck, index: number): string {
  const { method = '', path = '' } = steps[index] ?? {};
  return `step ${index + 1} (${method} ${path.split('?')[0] ?? ''})`;
}

/** All answers but the last one were as they must be. */
function judgeSteps(check: StepsCheck, answers: readonly AnsweredAttempt[]): readonly Violation[] {
  return answers.flatMap((answer, index) => {
    const step = check.steps[index];
    if (step === undefined) return [];
    return judgeStep(step, answer).map(({ code, text }) => ({
      code,
      text: `${stepName(check, index)}: ${text}`,
    }));
  });
}

function judgeStatus(expected: readonly number[], found: number): readonly Violation[] {
  return expected.includes(found)
    ? []
    : [{ code: 'status', text: `status ${found} instead of ${expected.join(' or ')}` }];
}

function judgeHeaders(
  expected: Readonly<Record<string, string>>,
  found: Readonly<Record<string, string>>,
): readonly Violation[] {
  return Object.entries(expected).flatMap(([name, part]) => {
    const value = found[name.toLowerCase()];
    if (value?.includes(part) === true) return [];
    const wanted = part === '' ? 'present' : `something that contains ${shownValue(part)}`;
    return [
      {
        code: 'header' as const,
        text: `header ${name} is ${shownValue(value)} instead of ${wanted}`,
      },
    ];
  });
}

function judgeText(expected: string | undefined, found: string): readonly Violation[] {
  return expected === undefined || found.includes(expected)
    ? []
    : [{ code: 'text', text: `the body does not contain ${shownValue(expected)}` }];
}

function judgeCertificate(fewest: number, days: number | undefined): readonly Violation[] {
  if (days !== undefined && days >= fewest) return [];
  const text =
    days === undefined
      ? 'the expiry date of the certificate is unknown'
      : `the certificate expires in ${days} days, fewer than ${fewest}`;
  return [{ code: 'certificate', text }];
}

function judgeRecords(
  expected: readonly string[] | undefined,
  found: readonly string[],
): readonly Violation[] {
  const known = new Set(found.map(comparable));
  return (expected ?? [])
    .filter((record) => !known.has(comparable(record)))
    .map((record) => ({
      code: 'record',
      text: `the records are ${shownValue(found)}, without ${shownValue(record)}`,
    }));
}

/** Names in records know no case, and may end with the dot of the root. */
function comparable(record: string): string {
  return record.toLowerCase().replace(/\.$/, '');
}

function judgeLatency(budgetMs: number, latencyMs: number, where: string): readonly Violation[] {
  if (latencyMs <= budgetMs) return [];
  const text = `${Math.round(latencyMs)} ms instead of at most ${budgetMs} ms${where}`;
  return [{ code: 'latency', text }];
}
