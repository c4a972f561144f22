import { type RunReport } from '../engine/run-report';
import { hasFailed } from '../engine/run-report';
import {
  isSecret,
  isUnknown,
  mapValues,
  type PropertyMap,
  type PropertyValue,
} from '../protocol/property-value';
import { countSteps } from './summary';

/** The report for machines: one JSON document, secrets replaced by `[secret]`. */
export function jsonReport(report: RunReport): string {
  return `${JSON.stringify(
    {
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
        verdicts: report.verdicts,
        remediations: report.remediations.map(({ urn, policy, pack, description, diagnostic }) => ({
          urn,
          policy,
          pack,
          description,
          diagnostic,
        })),
      },
      messages: report.diagnostics.filter(({ severity }) => severity !== 'debug'),
      outputs: redacted(report.outputs),
    },
    undefined,
    2,
  )}\n`;
}

/** Values as they may be printed: secrets hidden, unknowns named. */
export function redacted<T extends PropertyValue | PropertyMap>(value: T): PropertyValue {
  return mapValues(value, (item) =>
    isSecret(item) ? '[secret]' : isUnknown(item) ? '[known after up]' : item,
  );
}
