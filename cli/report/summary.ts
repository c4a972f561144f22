import { type Operation, type RunReport, type StepReport } from '../engine/run-report';

/** Numbers of steps by what happened, the recorded ones apart. */
export interface StepCounts {
  readonly created: number;
  readonly updated: number;
  readonly replaced: number;
  readonly deleted: number;
  readonly unchanged: number;
  readonly read: number;
  /** Created, updated or replaced on paper only. */
  readonly recorded: number;
}

export function countSteps(steps: readonly StepReport[]): StepCounts {
  const of = (operation: Operation): number =>
    steps.filter(
      (step) => step.operation === operation && !(step.recorded && changing.has(operation)),
    ).length;
  return {
    created: of('create'),
    updated: of('update'),
    replaced: of('replace'),
    deleted: of('delete'),
    unchanged: of('same'),
    read: of('read'),
    recorded: steps.filter((step) => step.recorded && changing.has(step.operation)).length,
  };
}

const changing: ReadonlySet<Operation> = new Set(['create', 'update', 'replace']);

/** `12 created, 3 recorded, 2 unchanged`; in a preview `12 to create, …`; `no changes` when there are none. */
export function summaryLine(report: RunReport): string {
  const counts = countSteps(report.steps);
  const { dryRun } = report;
  const words: readonly (readonly [number, string, string])[] = [
    [counts.created, 'created', 'to create'],
    [counts.updated, 'updated', 'to update'],
    [counts.replaced, 'replaced', 'to replace'],
    [counts.deleted, 'deleted', 'to delete'],
    [counts.recorded, 'recorded', 'to record'],
  ];
  const changes = words.filter(([count]) => count > 0);
  const failed =
    report.diagnostics.some(({ severity }) => severity === 'error') ||
    report.verdicts.some(({ level }) => level === 'mandatory');
  const parts = [
    ...(changes.length === 0 && !failed ? ['no changes'] : []),
    ...changes.map(([count, past, future]) => `${count} ${dryRun ? future : past}`),
    ...(counts.unchanged > 0 ? [`${counts.unchanged} unchanged`] : []),
    ...(counts.read > 0 ? [`${counts.read} read`] : []),
  ];
  const stack = `${report.project}/${report.stack}`;
  return `${stack}: ${failed ? `${dryRun ? 'not possible' : 'failed'}${parts.length > 0 ? '; ' : ''}` : ''}${parts.join(', ')}`;
}
