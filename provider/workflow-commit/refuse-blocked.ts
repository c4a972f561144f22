import { type EffectiveRule, requiredContexts } from '../../core/merging/effective-rule';
import { mergeTable } from '../../core/merging/merge-table';
import { proveMerges } from '../../core/merging/prove-merges';
import { type OwnChange } from '../../core/merging/change';
import { type RepositoryView } from '../github/branch-view';
import { type Delivery, DeliveryRefused } from './delivery';

/**
 * Judges the rules that are in effect on the branch against the files that are about to be delivered. Rules that the stack
 * itself is about to change are not known here; a check that an earlier delivery reported is the stack's affair.
 *
 * @param removed paths of workflows of others that go.
 * @throws DeliveryRefused where a rule would keep a kind of pull request from ever being merged that is not accepted.
 */
export async function refuseBlocked(
  delivery: Delivery,
  view: RepositoryView | undefined,
  removed: readonly string[] = [],
): Promise<void> {
  const { repository, inputs, previous, log } = delivery;
  const present = await repository.rulesOn(inputs.branch);
  const former = new Set([...(previous?.checks ?? []), ...(previous?.checksOnBranch ?? [])]);
  const rules = present.map((rule) => withoutContexts(rule, former));
  if (rules.length === 0) return;
  const scene = await repository.mergeScene({
    branch: inputs.branch,
    rules,
    foreign: rules,
    workflows: workflowsOf(delivery),
    gone: new Set(removed),
    own: ownChange(delivery, view),
  });
  const proof = proveMerges(scene);
  const refused = proof.verdicts.filter(({ verdict }) => verdict === 'refused');
  if (refused.length === 0) return;
  const table = mergeTable(proof)
    .map((line) => `  ${line}`)
    .join('\n');
  const text = `rules of ${inputs.branch} of ${repository.fullName} keep pull requests from ever being merged`;
  if (refused.every(({ change }) => inputs.acceptBlocked.includes(change))) {
    log('warning', `${text}, which acceptBlocked accepts:\n${table}`);
    return;
  }
  throw new DeliveryRefused(
    `${text}. Nothing was changed. Change the rules, or accept it by acceptBlocked (protection.acceptBlocked of a stack):\n${table}`,
  );
}

function withoutContexts(rule: EffectiveRule, contexts: ReadonlySet<string>): EffectiveRule {
  const required = requiredContexts(rule);
  if (!required.some(({ context }) => contexts.has(context))) return rule;
  const kept = required.filter(({ context }) => !contexts.has(context));
  return {
    ...rule,
    parameters: {
      ...rule.parameters,
      required_status_checks: kept.map(({ context, appId }) => ({
        context,
        integration_id: appId,
      })),
    },
  };
}

function workflowsOf({ inputs }: Delivery): ReadonlyMap<string, string> {
  return new Map(
    [...inputs.files].flatMap(([path, { content }]) =>
      /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path)
        ? [[path, Buffer.from(content).toString('utf8')] as const]
        : [],
    ),
  );
}

function ownChange(
  { repository, inputs }: Delivery,
  view: RepositoryView | undefined,
): OwnChange | undefined {
  if (inputs.pullRequest === undefined) return undefined;
  const files = [...inputs.files.values()];
  // A branch that is there is rewritten by a commit that GitHub signs for Apps only, as is a file's mode.
  const isLoose = view?.other !== undefined || files.some(({ executable }) => executable);
  return {
    branch: inputs.pullRequest.branch,
    files: [...inputs.files.keys()],
    largestBytes: Math.max(0, ...files.map(({ content }) => content.byteLength)),
    commit: {
      message: inputs.message,
      authorEmail: undefined,
      committerEmail: undefined,
      isSigned: repository.isSigning || !isLoose,
    },
    startsWorkflows: true,
  };
}
