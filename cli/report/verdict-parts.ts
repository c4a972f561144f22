import { parseViolation, type ViolationText } from '../../core/reading/parse-violation';
import { type RunReport } from '../engine/run-report';
import { type PolicyVerdict } from '../processes/analyzer';
import { parseUrn } from '../../provider/protocol/urn';
import { repositoryOf } from '../review/gate-state';

/** A verdict with its message taken apart: the message is of a fault alone, everything else has a field. */
export interface VerdictParts extends ViolationText {
  readonly verdict: PolicyVerdict;
}

/** Takes the messages of all verdicts apart; what a message leaves out is taken from the resource it is on. */
export function verdictParts(report: RunReport): readonly VerdictParts[] {
  const steps = new Map(report.steps.map((step) => [step.urn, step]));
  return report.verdicts.map((verdict) => {
    // The SDK puts the policy's description on a line of its own before what the policy reports.
    const said = verdict.message.startsWith(`${verdict.description}\n`)
      ? verdict.message.slice(verdict.description.length + 1)
      : verdict.message;
    const parts = parseViolation(said);
    const step = steps.get(verdict.urn);
    const own = step === undefined ? undefined : repositoryOf(step);
    const repository = parts.repository ?? own;
    // A repository, or the resource's name in its place, comes before a message without a file.
    const [first = ''] = parts.message.split(' ', 1);
    const named =
      parts.fix !== undefined &&
      parts.file === undefined &&
      (first === parseUrn(verdict.urn).name ||
        (own !== undefined && (first === own || first.endsWith(`/${own}`))));
    return {
      ...parts,
      message: named ? parts.message.slice(first.length + 1) : parts.message,
      ...(repository === undefined
        ? {}
        : { repository: named && first.includes('/') ? first : repository }),
      verdict,
    };
  });
}
