import { closest } from 'fastest-levenshtein';
import { exceptionsIn, type ExceptionComment } from '../core/reading/exceptions';
import { findingAt, type Finding } from '../core/reading/rule';
import { type Violation } from '../core/reading/violation';
import { daysBetween } from '../core/readiness/days';
import { isDay } from '../core/waivers/expiry';
import { waiverFor } from '../core/waivers/match';
import { type Waiver } from '../core/waivers/waiver';
import { type ExceptionSettings } from './rules/pipeline/exceptions';

/** A violation that does not count, and why. */
export interface Excepted {
  readonly violation: Violation;
  readonly by: 'comment' | 'waiver';
  readonly reason: string;
  /** Who answers for it; a comment has the authors of its line. */
  readonly owner?: string;
  readonly until: string;
}

/** What is left of the violations of a file, and what is wrong with the exceptions themselves. */
export interface Judged {
  readonly violations: readonly Violation[];
  readonly excepted: readonly Excepted[];
  readonly faults: readonly Finding[];
}

/** By what the violations of a file are judged. */
export interface ExceptionRules {
  readonly settings: Pick<ExceptionSettings, 'mandatory' | 'maximumDays'>;
  readonly waivers: readonly Waiver[];
  /** In UTC: `2026-03-31`. */
  readonly today: string;
  /** The names of all policies, and of those that do not check. */
  readonly names: readonly string[];
  readonly disabled: ReadonlySet<string>;
}

/** Takes out the violations that a valid comment of the file, or a waiver, excepts today. */
export function withoutExcepted(
  text: string,
  violations: readonly Violation[],
  rules: ExceptionRules,
): Judged {
  const comments = exceptionsIn(text).filter(({ rules: names, reason, until }) =>
    // What lacks a part is a finding of the policy `exceptions`.
    [names.length > 0, reason !== '', until !== undefined && isDay(until)].every(Boolean),
  );
  const excepted: Excepted[] = [];
  const commentsAt = groupBy(comments, ({ covers }) => covers);
  const violationsAt = groupBy(violations, ({ line = 0 }) => line);
  const left = violations.filter((violation) => {
    const near = commentsAt.get(violation.line ?? 0) ?? [];
    const found = byWaiver(violation, rules) ?? byComment(violation, near, rules);
    if (found !== undefined) excepted.push(found);
    return found === undefined;
  });
  return {
    violations: left,
    excepted,
    faults: comments.flatMap((comment) =>
      faultsOf(comment, violationsAt.get(comment.covers) ?? [], rules),
    ),
  };
}

function groupBy<T>(
  items: readonly T[],
  lineOf: (item: T) => number,
): ReadonlyMap<number, readonly T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const line = lineOf(item);
    const group = groups.get(line);
    if (group === undefined) groups.set(line, [item]);
    else group.push(item);
  }
  return groups;
}

/**
 * Takes out the violations that a waiver excepts today, where no comment can.
 *
 * @param repository where a violation names none.
 */
export function withoutWaived(
  violations: readonly Violation[],
  rules: Pick<ExceptionRules, 'waivers' | 'today'>,
  repository?: string,
): Pick<Judged, 'violations' | 'excepted'> {
  if (rules.waivers.length === 0) return { violations, excepted: [] };
  const asked = (violation: Violation): Excepted | undefined =>
    byWaiver({ ...(repository === undefined ? {} : { repository }), ...violation }, rules);
  return {
    violations: violations.filter((violation) => asked(violation) === undefined),
    excepted: violations.flatMap((violation) => asked(violation) ?? []),
  };
}

function byWaiver(
  violation: Violation,
  { waivers, today }: Pick<ExceptionRules, 'waivers' | 'today'>,
): Excepted | undefined {
  const { rule, file, repository } = violation;
  const waiver = waiverFor(
    waivers,
    {
      kind: 'policy',
      rule,
      ...(repository === undefined ? {} : { repository: repository.split('/').at(-1) ?? '' }),
      ...(file === undefined ? {} : { path: file }),
    },
    today,
  );
  if (waiver === undefined) return undefined;
  const { why: reason, owner, until } = waiver;
  return { violation, by: 'waiver', reason, owner, until };
}

function byComment(
  violation: Violation,
  comments: readonly ExceptionComment[],
  rules: ExceptionRules,
): Excepted | undefined {
  if (violation.level !== 'advisory' && !rules.settings.mandatory) return undefined;
  const comment = comments.find(
    (item) => item.rules.includes(violation.rule) && whyOver(item, rules) === undefined,
  );
  if (comment === undefined) return undefined;
  const { reason, until = '' } = comment;
  return { violation, by: 'comment', reason, until };
}

/** Why an exception does not count on a day. */
function whyOver(
  { until = '' }: ExceptionComment,
  { today, settings: { maximumDays } }: ExceptionRules,
): string | undefined {
  const left = daysBetween(today, until);
  if (left < 0) return `the exception ended on ${until}`;
  return left > maximumDays
    ? `the exception lasts until ${until}, in ${left} days; at most ${maximumDays} are allowed`
    : undefined;
}

function faultsOf(
  comment: ExceptionComment,
  onLine: readonly Violation[],
  rules: ExceptionRules,
): readonly Finding[] {
  const over = whyOver(comment, rules);
  if (over !== undefined)
    return [findingAt(comment, over, 'fix the finding, or decide on it again')];
  return comment.rules.flatMap((name): readonly Finding[] => {
    if (!rules.names.includes(name)) {
      const message = `the exception is for ${name}, which is not a policy`;
      return [findingAt(comment, message, `write ${closest(name, rules.names)}`)];
    }
    if (rules.disabled.has(name)) return [];
    const about = onLine.filter((item) => item.rule === name);
    if (about.length === 0) {
      const message = `the exception for ${name} excepts nothing: line ${comment.covers} has no such finding`;
      return [findingAt(comment, message, 'remove it')];
    }
    if (rules.settings.mandatory || about.every(({ level }) => level === 'advisory')) return [];
    const message = `${name} is mandatory, and a comment excepts findings of advisory policies only`;
    return [findingAt(comment, message, 'fix the finding, or waive it in the file of waivers')];
  });
}
