import {
  mayBe,
  mayBeOneOf,
  patternsOf,
  type ContextValue,
} from '../../../core/reading/expression-values';
import { isUnknown, shownTexts } from '../../../core/reading/matrix';
import { variableAt, type Job, type Place } from '../../../core/reading/workflow';

/** How much of a context's value a stranger decides. */
export type Trust = 'attacker' | 'caller' | 'trusted';

/** Last names of values that GitHub makes itself: numbers, hashes, identifiers, names that it has validated. */
const FIXED: ReadonlySet<string> = new Set(
  `id node_id number sha before after head_sha merge_commit_sha run_id run_number run_attempt created_at updated_at
  pushed_at action merged draft locked state state_reason conclusion status event type size fork private visibility
  commits_url html_url url git_url clone_url ssh_url diff_url patch_url additions deletions changed_files comments
  review_comments author_association full_name login default_branch sender installation repository_owner node mergeable
  maintainer_can_modify rebaseable forced deleted created digest schedule timestamp tree_id distinct`.split(
    /\s+/,
  ),
);

/** Outputs that name what GitHub has made, whichever step gives them. */
const FIXED_OUTPUTS: ReadonlySet<string> = new Set([
  ...['cache-hit', 'artifact-id', 'artifact-digest', 'digest'],
]);

const PERSONS = ['author', 'committer'].flatMap((who) =>
  ['name', 'email', 'username'].map((what) => `${who}.${what}`),
);

/** https://docs.github.com/en/actions/concepts/security/script-injections */
const ATTACKER = patternsOf(
  'github.head_ref',
  ...['issue', 'pull_request', 'discussion', 'comment', 'review', 'review_comment'].flatMap(
    (what) => [`github.event.${what}.title`, `github.event.${what}.body`],
  ),
  ...['pull_request', 'workflow_run.pull_requests.*'].flatMap((what) => [
    `github.event.${what}.head.ref`,
    `github.event.${what}.head.label`,
  ]),
  ...['default_branch', 'description', 'homepage'].map(
    (what) => `github.event.pull_request.head.repo.${what}`,
  ),
  'github.event.pages.*.page_name',
  'github.event.pages.*.title',
  ...['commits.*', 'head_commit', 'workflow_run.head_commit'].flatMap((commit) =>
    ['message', ...PERSONS].map((what) => `github.event.${commit}.${what}`),
  ),
  'github.event.workflow_run.head_branch',
  'github.event.workflow_run.display_title',
  'github.event.workflow_run.head_repository.description',
);

/** Of these all that is below is what someone outside wrote. */
const ATTACKER_TREES = patternsOf('github.event.client_payload', 'github.event.release');

const CALLER = patternsOf('github.ref', 'github.ref_name', 'github.base_ref');

/**
 * Who decides a value. `attacker`: anyone who can open an issue or a pull request. `caller`: whoever starts or calls the
 * workflow, or an earlier step. A value that may be one of several is as bad as the worst of them.
 */
export function trustOf(value: ContextValue, place: Place): Trust {
  const { path, whole } = value;
  if (mayBeOneOf(value, ATTACKER)) return 'attacker';
  if (ATTACKER_TREES.some((tree) => isInTree(value, tree))) return 'attacker';
  const [context = '', ...names] = path;
  // A list or an object shows as one word.
  if (names.length === 0 && !whole) return 'trusted';
  switch (context) {
    case 'github':
      return trustOfGitHub(value);
    case 'inputs':
      return 'caller';
    case 'steps':
    case 'needs':
      return trustOfOutput(value);
    case 'env':
      return trustOfEnv(whole ? '*' : (names[0] ?? '*'), place);
    case 'matrix':
      return trustOfMatrix(names[0] ?? '*', place.job);
    default:
      return 'trusted';
  }
}

/** Whether a value may be below the root of a tree, or holds the tree. */
function isInTree({ path, whole }: ContextValue, tree: readonly string[]): boolean {
  const shared = Math.min(path.length, tree.length);
  if (path.length <= tree.length && !whole) return false;
  return mayBe({ path: path.slice(0, shared), whole: false }, tree.slice(0, shared));
}

function trustOfGitHub(value: ContextValue): Trust {
  const { path, whole } = value;
  if (mayBeOneOf(value, CALLER)) return 'caller';
  const [, part = '*'] = path;
  if (part !== 'event') return part === '*' ? 'caller' : 'trusted';
  if (path.length === 2) return whole ? 'caller' : 'trusted';
  return FIXED.has(path.at(-1) ?? '') && path[2] !== 'inputs' ? 'trusted' : 'caller';
}

function trustOfOutput({ path, whole }: ContextValue): Trust {
  const at = path.findIndex((name, index) => index > 1 && (name === 'outputs' || name === '*'));
  // `steps.x.outcome` and `needs.x.result` are words of GitHub's.
  if (at < 0) return whole ? 'caller' : 'trusted';
  if (path.length === at + 1) return whole || path[at] === '*' ? 'caller' : 'trusted';
  return !whole && FIXED_OUTPUTS.has(path.at(-1) ?? '') ? 'trusted' : 'caller';
}

/** An environment variable is as good as the expressions it is set from; one set by no mapping was set by a step. */
function trustOfEnv(name: string, place: Place): Trust {
  const value = variableAt(name, place);
  if (value === undefined) return 'caller';
  return value.value.includes('${{') ? 'caller' : 'trusted';
}

/** A matrix that is written out holds only what the author wrote. */
function trustOfMatrix(axis: string, { matrix }: Job): Trust {
  if (matrix === undefined || matrix === 'dynamic' || matrix.include === undefined) return 'caller';
  const added = matrix.include.flatMap((entry) =>
    axis === '*' ? [...entry.values()] : (entry.get(axis) ?? []),
  );
  const axes = axis === '*' ? [...matrix.axes.values()].flat() : (matrix.axes.get(axis) ?? []);
  return [...axes, ...added].flatMap(shownTexts).some(isUnknown) ? 'caller' : 'trusted';
}
