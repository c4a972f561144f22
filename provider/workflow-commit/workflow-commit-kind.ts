import { isDeepStrictEqual } from 'node:util';
import { waiversPath } from '../../core/waivers/waiver';
import { GitHubFailure } from '../github/failure';
import { OutageNotice } from '../github/outage-notice';
import { type Target } from '../github/repository';
import { type CallContext, type ResourceKind } from '../resource-kind';
import { isMap, unknown, type Value, type ValueMap } from '../protocol/values';
import { adoptionDiff } from './adoption';
import { deliver } from './deliver';
import {
  baseOf,
  changesOf,
  commitsOf,
  type Delivery,
  ownedOnBase,
  pathsOf,
  refuseConflicts,
} from './delivery';
import { differences } from './differences';
import { checkInputs, readInputs, type WorkflowCommitInputs } from './inputs';
import { mergedFiles, mergingTarget, type MergingTarget } from './merging-target';
import { refuseForeignOwner, release } from './owner-mark';
import { presentWaivers } from './present-waivers';
import { previewDiff } from './preview-diff';
import { refuseBlocked } from './refuse-blocked';
import { arrival, driftBetween, parseId, readBack, readImport, resourceId } from './read-back';
import { stillWaits } from './still-waits';
import { areProven, isUnproven } from './proof';
import { replacedBy, replacementText } from './replaced-files';
import { planOn, sharedDiff } from './shared-file';
import { readState, stateOutputs, type WorkflowCommitState } from './state';
import { trimmedText } from './trimmed-workflows';

/** Outputs that only a delivery knows. */
const unknownOutputs: ValueMap = {
  commitSha: unknown,
  headSha: unknown,
  blobs: unknown,
  pullRequestBranch: unknown,
  pullRequestNumber: unknown,
  pullRequestUrl: unknown,
};

/**
 * A set of files in one repository, as one commit or one pull request.
 *
 * @param repositories a repository by its name; undefined without a credential: then only checks and comparisons are
 * possible.
 * @param how how long a delivery waits before it begins again, and whether a preview judges which pull requests can be merged.
 * @param outage shared by everything that looks at GitHub in one run.
 */
export function workflowCommitKind(
  repositories: ((name: string) => Target) | undefined,
  {
    judgesMerges = true,
    ...pace
  }: Pick<Delivery, 'waitMs'> & { readonly judgesMerges?: boolean } = {},
  outage = new OutageNotice(),
): ResourceKind {
  const shown = new Set<string>();
  const repositoryOf = (name: string): Target => {
    if (repositories === undefined) throw new GitHubFailure('refused', withoutCredential);
    return repositories(name);
  };
  const deliveryOf = (
    inputs: WorkflowCommitInputs,
    previous: WorkflowCommitState | undefined,
    { log }: CallContext,
  ): Delivery & { readonly repository: MergingTarget } => ({
    repository: mergingTarget(
      repositoryOf(inputs.repository),
      mergedFiles(inputs.merged, textsOf(inputs.files, inputs.merged), previous),
    ),
    inputs,
    previous,
    log,
    ...pace,
  });

  const preview = async (
    news: ValueMap,
    previous: WorkflowCommitState | undefined,
    context: CallContext,
  ): Promise<ValueMap> => {
    // What only another delivery knows hides nothing else of this one.
    const inputs = readInputs(news['pin'] === unknown ? { ...news, pin: null } : news);
    if (inputs !== undefined && repositories !== undefined) {
      await lookAhead(deliveryOf(inputs, previous, context), { outage, judgesMerges });
    }
    const isCommit = inputs !== undefined && inputs.pullRequest === undefined;
    return {
      ...withoutFiles(news),
      ...unknownOutputs,
      checksOnBranch: checksAfter(inputs, previous),
      pending: isCommit ? false : unknown,
      ...commitsAfter(news, inputs, previous),
    };
  };

  return {
    check: checkInputs,
    diff: async (outputs, news, context) => {
      const changed = differences(outputs, news);
      const state = readState(outputs);
      if (Object.keys(changed).length > 0) return changed;
      const inputs = readInputs({ ...news, files: {} });
      if (isUnproven(inputs?.provenBy, state)) {
        if (inputs === undefined || repositories === undefined) return {};
        const log = context?.log ?? (() => undefined);
        const repository = repositories(inputs.repository);
        const proven = await areProven({ repository, inputs, log }, state.checks);
        return proven ? { checksOnBranch: 'update' } : {};
      }
      if (!state.pending) return {};
      // Without a credential the pull request is as it was left.
      if (inputs !== undefined && repositories !== undefined) {
        const merged = mergedFiles(inputs.merged, filesIn(news), state);
        const repository = mergingTarget(repositories(inputs.repository), merged);
        const waits = await stillWaits(repository, inputs, state);
        if (!waits) return { pending: 'update' };
      }
      context?.log('info', `waiting in ${state.pullRequestUrl ?? 'a pull request'}`);
      return {};
    },
    previewCreate: (news, context) => preview(news, undefined, context),
    previewUpdate: (outputs, news, context) => {
      const changes = previewDiff(context.oldInputs ?? {}, news, shown);
      if (changes !== '') context.log('info', changes);
      return preview(news, readState(outputs), context);
    },
    create: async (news, context) => {
      const inputs = knownInputs(news);
      const state = await deliver(deliveryOf(inputs, undefined, context));
      return {
        id: resourceId(inputs.repository, inputs.branch),
        outputs: { ...withoutFiles(news), ...stateOutputs(state) },
      };
    },
    update: async (_id, outputs, news, context) => {
      const state = await deliver(deliveryOf(knownInputs(news), readState(outputs), context));
      return { ...withoutFiles(news), ...stateOutputs(state) };
    },
    read: async (id, inputs, outputs, { log }) => {
      const repository = repositoryOf(parseId(id).repository);
      if (!('blobs' in outputs)) return readImport(repository, id);
      const state = readState(outputs);
      const merged = mergingTarget(
        repository,
        mergedFiles(state.merged, filesIn(inputs), state),
        true,
      );
      const found = await readBack(merged, id, inputs, outputs);
      const drift = driftBetween(state, readState(found.outputs));
      if (drift !== '') log('warning', `${repository.fullName}: ${drift}`);
      const came = arrival(state, readState(found.outputs));
      if (came !== '') log('info', `${repository.fullName}: ${came}`);
      return found;
    },
    delete: async (id, outputs, context) => {
      const { repository, branch } = parseId(id);
      const removal = removalOf(repository, branch, outputs);
      const delivery = deliveryOf(removal, readState(outputs), context);
      const view = await delivery.repository.view(branch, []);
      if (view === undefined && !(await delivery.repository.isGone())) {
        context.log(
          'warning',
          `${delivery.repository.fullName} not found, or the token lacks access: nothing was removed there`,
        );
      }
      if (view?.branch === undefined) return;
      const { pending, pullRequestUrl } = await deliver(delivery);
      await release(delivery);
      if (pending)
        context.log('warning', `the removal is waiting in ${pullRequestUrl ?? 'a pull request'}`);
    },
  };
}

/** Whether a pull request has been merged meanwhile does not matter while all the sets in question report the same. */
function checksAfter(
  inputs: WorkflowCommitInputs | undefined,
  previous: WorkflowCommitState | undefined,
): Value {
  if (inputs === undefined) return unknown;
  const { checks, pullRequest } = inputs;
  if (pullRequest === undefined) {
    const isProven = inputs.provenBy === undefined || (previous?.checksOnBranch.length ?? 0) > 0;
    return isProven || checks.length === 0 ? [...checks] : unknown;
  }
  const candidates = previous === undefined ? [[]] : [previous.checks, previous.checksOnBranch];
  return candidates.every((one) => isDeepStrictEqual(one, checks)) ? [...checks] : unknown;
}

/** Which commit brings a file that changes is not known before; one that stays keeps its own. */
function commitsAfter(
  { keepCommits }: ValueMap,
  inputs: WorkflowCommitInputs | undefined,
  previous: WorkflowCommitState | undefined,
): ValueMap {
  if (keepCommits !== true) return {};
  return { commits: inputs === undefined ? unknown : commitsOf(inputs, previous, unknown) };
}

const withoutCredential =
  'no credential: set GITHUB_TOKEN, or the token or appAuth of the provider';

function knownInputs(news: ValueMap): WorkflowCommitInputs {
  const inputs = readInputs(news);
  if (inputs === undefined) throw new TypeError('an input is still unknown');
  return inputs;
}

/**
 * Looks at the repository during a preview, so that what would be refused is refused before anything is changed. GitHub
 * being out of reach is no reason to fail a preview.
 */
async function lookAhead(
  delivery: Delivery & { readonly repository: MergingTarget },
  { outage, judgesMerges }: { readonly outage: OutageNotice; readonly judgesMerges: boolean },
): Promise<void> {
  const { repository, inputs, previous, log } = delivery;
  try {
    await refuseForeignOwner(delivery);
    const other = inputs.pullRequest?.branch;
    const paths = [...pathsOf(delivery), waiversPath];
    const view = await repository.view(inputs.branch, paths, other);
    const { base } = baseOf(delivery, view);
    const owned = ownedOnBase(previous, base.tree);
    const whole = await planOn(delivery, base.tree, owned);
    const { plan } = whole;
    refuseConflicts(delivery, plan);
    if (judgesMerges) await refuseBlocked(whole.whole, view, plan.removed);
    if (plan.adopted.length > 0) {
      log('info', await adoptionDiff(repository, inputs, base, plan.adopted));
    }
    const merged = repository.mergedDiff(base.head, changesOf(whole.whole, plan));
    if (merged !== '') log('info', `${repository.fullName}: ${merged}`);
    const lines = await sharedDiff(whole, base.tree);
    if (lines !== '') log('info', `${repository.fullName}: ${lines}`);
    const waivers = await presentWaivers(repository, inputs, view);
    if (waivers !== '') log('info', `${repository.fullName} has waivers:${waivers}`);
    if (plan.removed.length > 0) {
      const gone = { ...plan, adopted: [] };
      const text = await replacementText(repository, replacedBy(gone, base.tree), gone);
      log('info', `${repository.fullName}: ${text}`);
    }
    const jobs = trimmedText(whole.trimmed);
    if (jobs !== '') log('info', `${repository.fullName}: ${jobs}`);
  } catch (error) {
    if (!(error instanceof GitHubFailure) || error.kind !== 'uncertain') throw error;
    outage.say(repository.fullName, error, log);
  }
}

/** A delivery of nothing: everything that is owned goes. */
function removalOf(repository: string, branch: string, outputs: ValueMap): WorkflowCommitInputs {
  const isPullRequest = outputs['delivery'] === 'pullRequest';
  const inputs = readInputs({
    repository,
    branch,
    files: {},
    owner: outputs['owner'] ?? null,
    message: 'Remove managed files',
    ...(isPullRequest
      ? { delivery: 'pullRequest', pullRequest: outputs['pullRequest'] ?? {} }
      : {}),
  });
  if (inputs === undefined) throw new TypeError('the state of this resource has unknown values');
  return inputs.pullRequest === undefined
    ? inputs
    : {
        ...inputs,
        pullRequest: {
          ...inputs.pullRequest,
          title: 'Remove managed files',
          body: 'The infrastructure program no longer manages these files.',
        },
      };
}

/** Files are in the inputs; a second copy in the outputs would double every state. */
function withoutFiles(news: ValueMap): ValueMap {
  const { files: _files, ...rest } = news;
  return rest;
}

/** Texts by path. */
function textsOf(
  files: WorkflowCommitInputs['files'],
  paths: readonly string[],
): ReadonlyMap<string, string> {
  return new Map(
    [...files].map(([path, { content }]) => [
      path,
      paths.includes(path) ? Buffer.from(content).toString('utf8') : '',
    ]),
  );
}

/** Texts by path of the files among inputs; those of assets are empty. */
const filesIn = ({ files }: ValueMap): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(isMap(files) ? files : {}).map(([path, text]) => [
      path,
      typeof text === 'string' ? text : '',
    ]),
  );
