import { type Rule, type StackFinding } from '../../core/reading/rule';

/** Shorter words say nothing, such as `s3` or `*`. */
const SHORTEST = 4;

/**
 * A finding that repeats nothing of the secret values of its resource: where a word of it is in one, only the position is
 * left, with what the rule says of every such finding.
 */
export function withoutSecrets<F extends StackFinding>(
  rule: Rule,
  finding: F,
  secrets: readonly string[],
): F {
  const words = `${finding.message} ${finding.fix}`
    .split(/[\s"'`;,()]+/)
    .filter((word) => word.length >= SHORTEST);
  const repeats = secrets.some((text) => words.some((word) => text.includes(word)));
  return repeats ? { ...finding, message: rule.description, fix: rule.remediation } : finding;
}
