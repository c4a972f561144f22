import { compareGates, type GateComparison } from '../../core/gates/compare-gates';
import { type Left } from '../../core/pace/pace-estimate';
import { type RunReport } from '../engine/run-report';
import { type Snapshot } from '../state/resource-state';
import { gateState } from './gate-state';

/** A run's report with the gates that it makes weaker or stronger. */
export interface ReviewedReport extends RunReport {
  /** Against the last applied state; absent where there is none, or the run did not get to know what it would do. */
  readonly gates?: GateComparison;
  /** Requests to GitHub that were left before the run; absent where GitHub was not asked. */
  readonly left?: Left | undefined;
}

/** Compares what a run wants, or did, with the state it started from. */
export function reviewed(report: RunReport, snapshot: Snapshot): ReviewedReport {
  // Of a program that failed half-way not everything is known that it wants: gates would look lost.
  const failed = report.diagnostics.some(({ severity }) => severity === 'error');
  const applied = snapshot.resources.filter((resource) => !resource.delete);
  if (failed || applied.length === 0) return report;
  const wanted = report.steps.filter(({ operation }) => operation !== 'delete');
  return { ...report, gates: compareGates(gateState(applied), gateState(wanted)) };
}
