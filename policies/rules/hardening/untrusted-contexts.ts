import { isUnknown, shownTexts } from '../../../core/reading/matrix';
import { entry, type Job, type Step, type Workflow } from '../../../core/reading/workflow';

/** How much of a context's value a stranger decides. */
export type Trust = 'attacker' | 'caller' | 'trusted';

/** Values GitHub makes itself: numbers, hashes, identifiers, names it has validated. */
const FIXED =
  /(?:^|\.)(?:id|node_id|number|sha|before|after|head_sha|merge_commit_sha|run_id|run_number|run_attempt|created_at|updated_at|pushed_at|action|merged|draft|locked|state|state_reason|conclusion|status|event|type|size|fork|private|visibility|commits_url|html_url|url|git_url|clone_url|ssh_url|diff_url|patch_url|additions|deletions|changed_files|comments|review_comments|author_association|full_name|login|default_branch|sender|installation|repository_owner|node|mergeable|maintainer_can_modify|rebaseable|forced|deleted|created|digest|schedule|timestamp|tree_id|distinct)$/;

const ATTACKER = [
  /^github\.head_ref$/,
  /^github\.event\.(?:issue|pull_request|discussion|comment|review|review_comment)\.(?:title|body)$/,
  /^github\.event\.(?:pull_request|workflow_run\.pull_requests\.\*)\.head\.(?:ref|label)$/,
  /^github\.event\.pull_request\.head\.repo\.(?:default_branch|description|homepage)$/,
  /^github\.event\.pages\.\*\.(?:page_name|title)$/,
  /^github\.event\.(?:commits\.\*|head_commit|workflow_run\.head_commit)\.(?:message|author\.(?:name|email|username)|committer\.(?:name|email))$/,
  /^github\.event\.workflow_run\.(?:head_branch|display_title)$/,
  /^github\.event\.workflow_run\.head_repository\.description$/,
  /^github\.event\.(?:client_payload|release)\./,
];

/**
 * Who decides the value of a context path. `attacker`: anyone who can open an issue or a pull request. `caller`:
 * whoever starts or calls the workflow, or an earlier step. The list follows GitHub's own of untrusted inputs.
 */
export function trustOf(path: string, place: { workflow: Workflow; job: Job; step?: Step }): Trust {
  if (ATTACKER.some((pattern) => pattern.test(path))) return 'attacker';
  if (/^(?:github|needs|steps|env|matrix)\.\*$/.test(path)) return 'caller';
  if (/^github\.event\.inputs\./.test(path) || /^inputs\./.test(path)) return 'caller';
  if (/^github\.(?:ref|ref_name|base_ref)$/.test(path)) return 'caller';
  if (/^github\.event\./.test(path)) return FIXED.test(path) ? 'trusted' : 'caller';
  if (/^steps\..+\.outputs\./.test(path) || /^needs\..+\.outputs\./.test(path)) {
    return /\.outputs\.(?:cache-hit|artifact-id|artifact-digest|digest)$/.test(path)
      ? 'trusted'
      : 'caller';
  }
  if (/^env\./.test(path)) return trustOfEnv(path.slice('env.'.length), place);
  if (/^matrix\./.test(path)) return trustOfMatrix(path.slice('matrix.'.length), place.job);
  return 'trusted';
}

/** An environment variable is as good as the expressions it is set from; one set by no mapping was set by a step. */
function trustOfEnv(name: string, place: { workflow: Workflow; job: Job; step?: Step }): Trust {
  const value = [place.step?.env ?? [], place.job.env, place.workflow.env]
    .map((entries) => entry(entries, name))
    .find((item) => item !== undefined);
  if (value === undefined) return 'caller';
  return value.value.includes('${{') ? 'caller' : 'trusted';
}

/** A matrix that is written out holds only what the author wrote. */
function trustOfMatrix(name: string, { matrix }: Job): Trust {
  if (matrix === undefined || matrix === 'dynamic' || matrix.include === undefined) return 'caller';
  const [axis = ''] = name.split('.');
  const added = matrix.include.flatMap((entry) => entry.get(axis) ?? []);
  const texts = [...(matrix.axes.get(axis) ?? []), ...added].flatMap(shownTexts);
  return texts.some(isUnknown) ? 'caller' : 'trusted';
}
