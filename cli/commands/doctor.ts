import { githubTypes } from '../../core/kernel/resource-types';
import { type Diagnosis } from '../doctor/finding';
import { repositoryNamed, type WantedResource } from '../doctor/needs';
import { type Diagnostic, hasFailed, type RunReport, type StepReport } from '../engine/run-report';
import { PassphraseError } from '../state/passphrase';
import { type Snapshot } from '../state/resource-state';
import { exportedState } from './exported-state';
import { plan, type RunOptions } from './run-command';
import { plainMap, wantedResources } from './wanted-resources';

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
 * The first step of an update: errors for what would be refused anyway, before anything is changed, and what is accepted of
 * rules that block pull requests. Resources that are only recorded need no rights, and a repository in which nothing changes is
 * not looked at.
 */
export async function objections(
  preview: RunReport,
  environment: NodeJS.ProcessEnv,
): Promise<readonly Diagnostic[]> {
  const real = preview.steps.filter(({ recorded }) => !recorded);
  const wanted = wantedResources(real, ({ operation }) => operation === 'create');
  const touched = inChangedRepositories(wanted, changedRepositories(real));
  if (touched.length === 0) return [];
  const { examine } = await import('../doctor/examine.js');
  const { findings } = await examine(touched, environment);
  return findings
    .filter(
      ({ status, check }) => status === 'missing' || (check === 'merges' && status === 'warning'),
    )
    .map(({ status, subject, message, remedy }) => {
      const text = `${subject}: ${message}${remedy === undefined ? '' : `; ${remedy}`}`;
      return status === 'missing'
        ? { severity: 'error', message: `${text}. Nothing was changed`, urn: '' }
        : { severity: 'warning', message: text, urn: '' };
    });
}

const changedRepositories = (steps: readonly StepReport[]): ReadonlySet<string> =>
  new Set(
    steps
      .filter(({ operation }) => operation !== 'same' && operation !== 'read')
      .flatMap(({ inputs }) => repositoryNamed(plainMap(inputs)) ?? []),
  );

/** What belongs to the named repositories or to none. All, where a ruleset of the organization concerns the others too. */
function inChangedRepositories(
  resources: readonly WantedResource[],
  names: ReadonlySet<string>,
): readonly WantedResource[] {
  if (resources.some(({ type }) => type === githubTypes.OrganizationRuleset)) return resources;
  return resources.filter(({ inputs }) => {
    const name = repositoryNamed(inputs);
    return name === undefined || names.has(name);
  });
}
