import { hasFailed, type RunReport, type StepReport } from '../engine/run-report';
import {
  isSecret,
  isUnknown,
  mapValues,
  type PropertyMap,
  type PropertyValue,
} from '../../provider/protocol/property-value';
import { type ReviewedReport } from '../review/reviewed-report';
import { gatesDocument, type GatesDocument } from './gate-document';
import { countSteps, type StepCounts } from './summary';
import { type VerdictParts, verdictParts } from './verdict-parts';

/**
 * The document that `--json` prints, for machines. Fields are added, never renamed or removed. In every value a
 * secret is the text `[secret]`, and what a preview cannot know yet is `[known after up]`.
 */
interface ReportDocument {
  /** Says who made the document: never the Pulumi engine. */
  readonly engine: string;
  readonly project: string;
  readonly stack: string;
  /** True when nothing was changed. */
  readonly preview: boolean;
  /** False for an error or a violated mandatory policy; the exit code says the same. */
  readonly succeeded: boolean;
  /** How many resources were, or would be, created, updated, … */
  readonly counts: StepCounts;
  /** Every resource, in the order in which they were dealt with. */
  readonly resources: readonly {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    /** URN of the parent; empty at the top. */
    readonly parent: string;
    /** Reference `urn::id` of the provider resource; empty for components. */
    readonly provider: string;
    readonly dependencies: readonly string[];
    readonly operation: StepReport['operation'];
    /** Recorded only: no real resource exists. */
    readonly recorded: boolean;
    readonly inputs: PropertyValue;
    /** Inputs that differ from the last applied ones; only for updates and replacements. */
    readonly changes: readonly {
      readonly path: string;
      readonly kind: 'add' | 'delete' | 'update';
      readonly before?: PropertyValue;
      readonly after?: PropertyValue;
    }[];
    /** Properties that force a replacement. */
    readonly replaceKeys: readonly string[];
  }[];
  readonly policies: {
    readonly packs: RunReport['packs'];
    /** Each with its message taken apart where the pack's words allow that: `finding` is the fault alone. */
    readonly verdicts: readonly (VerdictParts['verdict'] &
      Omit<VerdictParts, 'verdict' | 'message'> & { readonly finding: string })[];
    /** Resources that a policy changed; with a `diagnostic`, why it could not. */
    readonly remediations: readonly {
      readonly urn: string;
      readonly policy: string;
      readonly pack: string;
      readonly description: string;
      readonly diagnostic: string;
    }[];
  };
  /** Gates weaker or stronger than last applied; null where nothing was applied, or the program failed. */
  readonly gates: GatesDocument | null;
  /** What the program, the plugins and the host had to say, without debug messages. */
  readonly messages: RunReport['diagnostics'];
  /** Outputs of the stack. */
  readonly outputs: PropertyValue;
}

/** The report as JSON text. */
export function jsonReport(report: ReviewedReport): string {
  return `${JSON.stringify(reportDocument(report), undefined, 2)}\n`;
}

function reportDocument(report: ReviewedReport): ReportDocument {
  return {
    engine: 'gatehouse embedded host (not the Pulumi engine)',
    project: report.project,
    stack: report.stack,
    preview: report.dryRun,
    succeeded: !hasFailed(report),
    counts: countSteps(report.steps),
    resources: report.steps.map((step) => ({
      urn: step.urn,
      type: step.type,
      name: step.name,
      parent: step.parent,
      provider: step.provider,
      dependencies: step.dependencies,
      operation: step.operation,
      recorded: step.recorded,
      inputs: redacted(step.inputs),
      changes: step.differences.map(({ path, kind, before, after, secret }) => ({
        path,
        kind,
        ...(before === undefined ? {} : { before: secret ? '[secret]' : redacted(before) }),
        ...(after === undefined ? {} : { after: secret ? '[secret]' : redacted(after) }),
      })),
      replaceKeys: step.replaceKeys,
    })),
    policies: {
      packs: report.packs,
      verdicts: verdictParts(report).map(({ verdict, message, ...parts }) => ({
        ...verdict,
        ...parts,
        finding: message,
      })),
      remediations: report.remediations.map(({ urn, policy, pack, description, diagnostic }) => ({
        urn,
        policy,
        pack,
        description,
        diagnostic,
      })),
    },
    gates: report.gates === undefined ? null : gatesDocument(report.gates),
    messages: report.diagnostics.filter(({ severity }) => severity !== 'debug'),
    outputs: redacted(report.outputs),
  };
}

/** Values as they may be printed: secrets hidden, unknowns named. */
export function redacted<T extends PropertyValue | PropertyMap>(value: T): PropertyValue {
  return mapValues(value, (item) =>
    isSecret(item) ? '[secret]' : isUnknown(item) ? '[known after up]' : item,
  );
}
