import * as z from 'zod/mini';
import { pathTools } from '../config/choices';
import { readLocatedYaml } from '../config/located-yaml';
import { type KeyPath, pathText, type Place } from '../config/place';
import { toProblems } from '../config/problems';
import { english } from '../kernel/english';
import { type Problem } from '../kernel/problem';
import { stableJson } from '../kernel/stable-json';
import { daysBetween } from '../readiness/days';
import { notAffectedReasons } from '../readiness/exceptions';
import { waivedPolicy } from './policy-waivers';
import { waivableGates, waivedText, type Waived, type Waiver } from './waiver';
import {
  policyParts,
  waiverLine,
  waiverName,
  waiverPath,
  waiverReasons,
  waiverRule,
} from './waiver-parts';

/** What a stack allows of waivers. */
export interface WaiverRules {
  /** Days that a waiver may last at most, from today. */
  readonly longestDays: number;
  /** `2026-03-31`, in UTC. */
  readonly today: string;
}

/** The waivers of a file. One that is wrong counts for nothing, and does not keep the others from counting. */
export interface ReadWaivers {
  readonly waivers: readonly Waiver[];
  readonly problems: readonly Problem[];
}

/** Entries that a file may have; more are no exceptions any more. */
const mostWaivers = 1000;

const whatSchema = z
  .strictObject({
    gate: z.optional(z.enum(waivableGates)),
    finding: z.optional(
      z.strictObject({
        tool: z.enum([...pathTools, 'bandit']),
        rule: waiverRule,
        path: waiverPath,
      }),
    ),
    test: z.optional(waiverLine(500)),
    vulnerability: z.optional(
      z.strictObject({
        id: waiverName(/^[A-Za-z][\w.-]{2,60}$/, 'is not a valid id, such as CVE-2026-1234'),
        package: z.optional(
          waiverName(/^[A-Za-z0-9][\w.-]{0,100}$/, 'is not a valid name of a package'),
        ),
      }),
    ),
    policy: z.optional(z.strictObject(policyParts)),
  })
  .check(
    z.refine(
      (what) => Object.values(what).filter((one) => one !== undefined).length === 1,
      'must be one of gate, finding, test, vulnerability and policy',
    ),
  );

const entrySchema = z
  .strictObject({
    what: whatSchema,
    ...waiverReasons,
    notAffected: z.optional(z.enum(notAffectedReasons)),
  })
  .check(
    z.refine(
      ({ what, notAffected }) => notAffected === undefined || what.vulnerability !== undefined,
      {
        path: ['notAffected'],
        error: 'is for a vulnerability alone',
      },
    ),
  );
const fileSchema = z.strictObject({
  waivers: z.array(z.unknown()).check(z.maxLength(mostWaivers)),
});
/** The whole, for the keys that a wrong one is compared with. */
const wholeSchema = z.strictObject({ waivers: z.array(entrySchema) });

/** Reads a file of waivers. A waiver that has ended is none of its problems. */
export function readWaivers(file: string, text: string, rules: WaiverRules): ReadWaivers {
  const read = readLocatedYaml(file, text);
  if (!read.ok) return { waivers: [], problems: read.problems };
  const { value, positionAt } = read.yaml;
  const placeAt = (at: KeyPath): Place => ({ file, ...positionAt(at), path: pathText(at) });
  const whole = fileSchema.safeParse(value, english);
  if (!whole.success) {
    return { waivers: [], problems: toProblems(whole.error.issues, value, placeAt, wholeSchema) };
  }
  const seen = new Set<string>();
  const entries = whole.data.waivers.map((entry, index): ReadWaivers => {
    const at = ['waivers', index];
    const parsed = entrySchema.safeParse(entry, english);
    if (!parsed.success) {
      const issues = parsed.error.issues.map((issue) => ({
        ...issue,
        path: [...at, ...issue.path],
      }));
      return { waivers: [], problems: toProblems(issues, value, placeAt, wholeSchema) };
    }
    const { what: written, notAffected, ...others } = parsed.data;
    const waiver = {
      ...{ what: waivedOf(written), ...others },
      ...(notAffected === undefined ? {} : { notAffected }),
    };
    const problem =
      tooLong(waiver, rules, placeAt([...at, 'until'])) ??
      repeated(waiver, seen, placeAt([...at, 'what']));
    return problem === undefined
      ? { waivers: [waiver], problems: [] }
      : { waivers: [], problems: [problem] };
  });
  return {
    waivers: entries.flatMap(({ waivers }) => waivers),
    problems: entries.flatMap(({ problems }) => problems),
  };
}

function tooLong(
  { until }: Waiver,
  { longestDays, today }: WaiverRules,
  place: Place,
): Problem | undefined {
  const days = daysBetween(today, until);
  return days <= longestDays
    ? undefined
    : {
        code: 'waiver-too-long',
        ...place,
        message: 'the waiver lasts too long and does not count',
        found: `${until}, in ${String(days)} days`,
        allowed: `at most ${String(longestDays)} days from today`,
        remedy: 'choose an earlier day; it can be extended when that comes',
      };
}

function repeated({ what }: Waiver, seen: Set<string>, place: Place): Problem | undefined {
  const key = stableJson(what);
  if (!seen.has(key)) {
    seen.add(key);
    return undefined;
  }
  return {
    code: 'waiver-repeated',
    ...place,
    message: 'this is waived by an earlier entry already',
    found: waivedText(what),
    remedy: 'keep one of the two',
  };
}

function waivedOf({ gate, finding, test, vulnerability, policy }: Written): Waived {
  if (gate !== undefined) return { kind: 'gate', gate };
  if (finding !== undefined) return { kind: 'finding', ...finding };
  if (test !== undefined) return { kind: 'test', test };
  if (vulnerability !== undefined) {
    const { id, package: of } = vulnerability;
    return { kind: 'vulnerability', id, ...(of === undefined ? {} : { package: of }) };
  }
  return waivedPolicy(policy ?? { rule: '' });
}

type Written = z.infer<typeof whatSchema>;
