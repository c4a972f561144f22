import { type notAffectedReasons } from '../readiness/exceptions';
import { type PathTool } from '../tools';

/** Where a repository keeps its waivers. People write the file; no delivery owns it. */
export const waiversPath = '.github/gatehouse/waivers.yaml';

/** Gates that can be waived as a whole. The readiness score has its override label instead. */
export const waivableGates = ['lint', 'format', 'types', 'tests', 'coverage', 'security'] as const;
export type WaivableGate = (typeof waivableGates)[number];

/** A tool whose single findings can be waived. */
export type FindingTool = PathTool | 'bandit';

/** Why a vulnerability does not affect the repository, which a VEX document says too. */
type NotAffectedReason = (typeof notAffectedReasons)[number];

/** What is excused. */
export type Waived =
  /** A whole gate: it runs, and blocks nothing. */
  | { readonly kind: 'gate'; readonly gate: WaivableGate }
  /** Findings of one rule of a tool, in a file or below a directory. */
  | {
      readonly kind: 'finding';
      readonly tool: FindingTool;
      readonly rule: string;
      readonly path: string;
    }
  /** A test in quarantine: it runs, and its failure blocks nothing. */
  | { readonly kind: 'test'; readonly test: string }
  /** A known vulnerability, of any package or of one. */
  | { readonly kind: 'vulnerability'; readonly id: string; readonly package?: string }
  /** A policy: everywhere, in one repository, in a file or below a directory. */
  | {
      readonly kind: 'policy';
      readonly rule: string;
      readonly repository?: string;
      readonly path?: string;
    };

/** An exception with an owner, until a day. */
export interface Waiver {
  readonly what: Waived;
  readonly why: string;
  /** As in CODEOWNERS: `@login`, `@organisation/team` or an e-mail address. */
  readonly owner: string;
  /** Last day on which it counts, in UTC: `2026-03-31`. */
  readonly until: string;
  /** Of a vulnerability alone. */
  readonly notAffected?: NotAffectedReason;
}

/** What a waiver excuses, in a few words: `F401 of ruff in src/legacy`. */
export function waivedText(what: Waived): string {
  switch (what.kind) {
    case 'gate':
      return `the gate ${what.gate}`;
    case 'finding':
      return `${what.rule} of ${what.tool} in ${what.path}`;
    case 'test':
      return `the test ${what.test}`;
    case 'vulnerability':
      return what.package === undefined ? what.id : `${what.id} in ${what.package}`;
    case 'policy':
      return [
        `the policy ${what.rule}`,
        ...(what.repository === undefined ? [] : [`in ${what.repository}`]),
        ...(what.path === undefined ? [] : [`at ${what.path}`]),
      ].join(' ');
  }
}

/** The same, with the reason for which a vulnerability does not matter. */
export function waiverText({ what, notAffected }: Pick<Waiver, 'what' | 'notAffected'>): string {
  return notAffected === undefined
    ? waivedText(what)
    : `${waivedText(what)} (not affected: ${notAffected.replaceAll('_', ' ')})`;
}
