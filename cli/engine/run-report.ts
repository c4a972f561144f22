import { type Remediation, type PolicyVerdict } from '../processes/analyzer';
import { type PropertyMap } from '../../provider/protocol/property-value';
import { type PropertyDifference } from '../../provider/protocol/property-diff';

/** What happened, or in a preview would happen, to one resource. */
export type Operation = 'same' | 'create' | 'update' | 'replace' | 'delete' | 'read';

export interface StepReport {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** URN of the parent; empty at the top. */
  readonly parent: string;
  readonly provider: string;
  readonly dependencies: readonly string[];
  readonly operation: Operation;
  /** Recorded only: no real resource exists. */
  readonly recorded: boolean;
  readonly differences: readonly PropertyDifference[];
  /** Properties that force a replacement. */
  readonly replaceKeys: readonly string[];
  readonly inputs: PropertyMap;
  readonly outputs: PropertyMap;
  /** Kept by its provider although it left the state (retainOnDelete, deletedWith). */
  readonly retained?: boolean;
}

/** A message of the program, a plugin or the host. */
export interface Diagnostic {
  readonly severity: 'debug' | 'info' | 'warning' | 'error';
  readonly message: string;
  /** The resource it is about; empty for the run as a whole. */
  readonly urn: string;
}

/** Everything a run found out, for whoever prints it. */
export interface RunReport {
  readonly project: string;
  readonly stack: string;
  readonly dryRun: boolean;
  readonly steps: readonly StepReport[];
  readonly verdicts: readonly PolicyVerdict[];
  readonly remediations: readonly (Remediation & { readonly urn: string })[];
  readonly diagnostics: readonly Diagnostic[];
  readonly outputs: PropertyMap;
  readonly packs: readonly {
    readonly name: string;
    readonly version: string;
    readonly policies: number;
  }[];
}

/** Whether a run must not go on: an error, or a mandatory policy that is violated. */
export function hasFailed(report: RunReport): boolean {
  return (
    report.diagnostics.some((diagnostic) => diagnostic.severity === 'error') ||
    report.verdicts.some((verdict) => verdict.level === 'mandatory')
  );
}

/** Whether anything would change, or changed. */
export function hasChanges(report: RunReport): boolean {
  return report.steps.some((step) => step.operation !== 'same' && step.operation !== 'read');
}
