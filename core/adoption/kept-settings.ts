import { houseDefaults } from '../config/defaults';
import { isGenerated } from '../kernel/marker';
import { isUnreadable, readWorkflow } from '../reading/read-workflow';
import { type RepositoryFacts, type WorkflowText } from './facts';
import { stoppedActions } from './selected-actions';

/** Settings of an entry that keep what a repository has, with the reason of each by its key path. */
export interface KeptSettings {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly reasons: ReadonlyMap<string, string>;
  /** What a person has to know or decide; one sentence each. */
  readonly notes: readonly string[];
}

/** What an entry says so that the first update leaves every setting of the repository as it is. */
export function keptSettings(facts: RepositoryFacts): KeptSettings {
  const reasons = new Map<string, string>();
  const notes: string[] = [];
  reasons.set(
    'retainOnDelete',
    'Settings that were here before stay when the repository leaves the stack.',
  );
  reasons.set(
    'protection',
    'The first phase: the protection stays as it is, and no check of the pipeline is required.',
  );
  const actions = keptActions(facts, reasons, notes);
  const { dependabot } = facts;
  if (dependabot !== undefined)
    reasons.set(
      'dependabot',
      `The first phase: the repository has its own ${dependabot.path}, which stays as it is.`,
    );
  return {
    settings: {
      retainOnDelete: true,
      protection: { kind: 'none' },
      ...(Object.keys(actions).length === 0 ? {} : { actions }),
      ...(dependabot === undefined ? {} : { dependabot: { enabled: false } }),
    },
    reasons,
    notes,
  };
}

function keptActions(
  { actions, workflows }: RepositoryFacts,
  reasons: Map<string, string>,
  notes: string[],
): Readonly<Record<string, unknown>> {
  const house = houseDefaults.actions;
  const stopped = stoppedActions(actions);
  if (stopped.length > 0)
    notes.push(
      `GitHub Actions may not use ${stopped.join(', ')} here (allowed actions: ${actions.allowedActions}), so that the pipeline would not run: add them to \`actions.selected.patternsAllowed\`, which changes that setting.`,
    );
  if (!actions.enabled)
    notes.push('GitHub Actions are off in this repository; the first update turns them on.');
  const unpinned = unpinnedUses(workflows);
  if (actions.shaPinningRequired !== house.shaPinningRequired)
    reasons.set(
      'actions.shaPinningRequired',
      unpinned.length === 0
        ? 'As it is. Every action is pinned: take this out to require that from now on.'
        : `As it is: ${count(unpinned.length, 'use')} of actions without a full commit SHA would fail.`,
    );
  if (actions.allowedActions !== house.allowedActions)
    reasons.set('actions.allowedActions', 'As it is.');
  if (actions.defaultWorkflowPermissions !== house.defaultWorkflowPermissions)
    reasons.set(
      'actions.defaultWorkflowPermissions',
      'As it is: workflows without `permissions` may write. The pipeline does not need it.',
    );
  if (actions.canApprovePullRequestReviews !== house.canApprovePullRequestReviews)
    reasons.set('actions.canApprovePullRequestReviews', 'As it is.');
  return {
    ...differing('shaPinningRequired', actions, house),
    ...(actions.allowedActions === 'all'
      ? {}
      : { allowedActions: 'selected', selected: actions.selected ?? nothingSelected }),
    ...differing('defaultWorkflowPermissions', actions, house),
    ...differing('canApprovePullRequestReviews', actions, house),
  };
}

/** What `local_only` lets run beside the repository's own actions. */
const nothingSelected = { githubOwnedAllowed: false, verifiedAllowed: false, patternsAllowed: [] };

function differing<Key extends string, Value>(
  key: Key,
  now: Readonly<Record<Key, Value>>,
  house: Readonly<Record<Key, Value>>,
): Partial<Record<Key, Value>> {
  return now[key] === house[key] ? {} : ({ [key]: now[key] } as Partial<Record<Key, Value>>);
}

/** A use of an action or a reusable workflow that `shaPinningRequired` refuses. */
export function unpinnedUses(workflows: readonly WorkflowText[]): readonly string[] {
  return workflows
    .filter(({ text }) => !isGenerated(text))
    .flatMap(({ path, text }) => {
      const workflow = readWorkflow(path, text);
      if (isUnreadable(workflow)) return [];
      return workflow.jobs
        .flatMap((job) => [job.uses, ...job.steps.map(({ uses }) => uses)])
        .flatMap((uses) => (uses === undefined || isPinned(uses.value) ? [] : [uses.value]));
    });
}

const isPinned = (uses: string): boolean =>
  /^(?:\.\/|docker:\/\/)/.test(uses) || /@[0-9a-f]{40}$/i.test(uses);

const count = (number: number, noun: string): string =>
  `${number} ${number === 1 ? noun : `${noun}s`}`;
