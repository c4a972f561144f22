import { type Diagnosis, hasMissing } from '../doctor/finding';
import { type Diagnostic, hasFailed, type RunReport, type StepReport } from '../engine/run-report';
import { PassphraseError } from '../state/passphrase';
import { type Snapshot } from '../state/resource-state';
import { exportedState } from './exported-state';
import { plan, type RunOptions } from './run-command';
import { wantedResources } from './wanted-resources';

/** What came of looking at a stack's credentials. */
export type DoctorOutcome =
  | { readonly kind: 'examined'; readonly diagnosis: Diagnosis; readonly withoutSecrets: boolean }
  /** The program itself failed, so what the stack needs is unknown. */
  | { readonly kind: 'failed'; readonly report: RunReport };

/**
 * Plans the stack to learn what it needs, then checks whether these credentials can deploy it. Secrets of a
 * stack whose passphrase is not available count as absent: the environment's credentials are then taken.
 */
export async function doctor(
  options: RunOptions & {
    /** An export of the engine's state; the embedded host's own otherwise, where it has one. */
    readonly stateFile?: string | undefined;
  },
): Promise<DoctorOutcome> {
  const { stateFile } = options;
  const exported = stateFile === undefined ? undefined : await exportedState(stateFile);
  const { report, withoutSecrets } = await planned(options);
  if (hasFailed(report)) return { kind: 'failed', report };
  const { examine } = await import('../doctor/examine.js');
  const wanted = wantedResources(report.steps, creation(report, exported));
  const diagnosis = await examine(wanted, options.environment);
  return { kind: 'examined', diagnosis, withoutSecrets };
}

/** What the update creates, by the state of the engine or of the host; undefined where neither is known. */
function creation(
  { steps }: RunReport,
  exported: Snapshot | undefined,
): ((step: StepReport) => boolean) | undefined {
  if (exported !== undefined) {
    const urns = new Set(exported.resources.map(({ urn }) => urn));
    return ({ urn }) => !urns.has(urn);
  }
  const isCreated = ({ operation }: StepReport): boolean => operation === 'create';
  return steps.every(isCreated) ? undefined : isCreated;
}

async function planned(
  options: RunOptions,
): Promise<{ readonly report: RunReport; readonly withoutSecrets: boolean }> {
  const given = options.withoutSecrets === true;
  const blind = { ...options, packs: [] };
  try {
    return { report: await plan(blind), withoutSecrets: given };
  } catch (error) {
    if (given || !(error instanceof PassphraseError)) throw error;
    const report = await plan({ ...blind, withoutSecrets: true });
    return { report, withoutSecrets: true };
  }
}

/**
 * The first step of an update: errors for what would be refused anyway, before anything is changed. Resources that are
 * only recorded need no rights.
 */
export async function objections(
  preview: RunReport,
  environment: NodeJS.ProcessEnv,
): Promise<readonly Diagnostic[]> {
  const wanted = wantedResources(
    preview.steps.filter(({ recorded }) => !recorded),
    ({ operation }) => operation === 'create',
  );
  if (wanted.length === 0) return [];
  const { examine } = await import('../doctor/examine.js');
  const diagnosis = await examine(wanted, environment);
  if (!hasMissing(diagnosis)) return [];
  return diagnosis.findings
    .filter(({ status }) => status === 'missing')
    .map(({ subject, message, remedy }) => ({
      severity: 'error',
      message: `${subject}: ${message}${remedy === undefined ? '' : `; ${remedy}`}. Nothing was changed`,
      urn: '',
    }));
}
