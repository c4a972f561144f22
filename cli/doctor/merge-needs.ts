import { defaultsKey } from '../../provider/protocol/property-value';
import { guardCheck } from '../../core/kernel/delivered-names';
import { githubActionsApp } from '../../core/kernel/github-app';
import { type RepositoryOption } from '../../core/kernel/repository-options';
import { githubTypes } from '../../core/kernel/resource-types';
import { type ChangeKind, changeKinds } from '../../core/kernel/change-kinds';
import { classicRules, type EffectiveRule } from '../../core/merging/effective-rule';
import { type MergeMethod, mergeMethods } from '../../core/merging/merge-methods';
import { protectionOf } from '../../core/reading/protection';

type Inputs = Readonly<Record<string, unknown>>;

/** What a stack brings to a branch that decides which pull requests can be merged to it. */
export interface MergeNeeds {
  /** Texts of the delivered workflows, by path. */
  readonly workflows: ReadonlyMap<string, string>;
  readonly paths: readonly string[];
  /** Paths whose present files go or are replaced. */
  readonly gone: readonly string[];
  /** Ids of jobs that are taken out of present workflows, by path. */
  readonly goneJobs: Readonly<Record<string, readonly string[]>>;
  readonly largestBytes: number;
  readonly message: string;
  /** Rules that the stack sets on the branch. */
  readonly wanted: readonly EffectiveRule[];
  /** Names of the stack's own rulesets, whose present rules the wanted ones replace. */
  readonly rulesets: readonly string[];
  /** Whether the stack sets the branch's classic protection. */
  readonly ownsClassic: boolean;
  /** Ways to merge that the stack allows; undefined where it leaves that alone. */
  readonly methods: readonly MergeMethod[] | undefined;
  /** Kinds of changes that may stay unmergeable, by the stack's own setting. */
  readonly accepted: readonly ChangeKind[];
}

interface Resource {
  readonly type: string;
  readonly inputs: Inputs;
}

/** Reads what the resources of one repository bring to a branch. */
export function mergeNeeds(resources: readonly Resource[], branch: string): MergeNeeds {
  const of = (name: string): readonly Inputs[] =>
    resources.filter(({ type }) => type.endsWith(`:${name}`)).map(({ inputs }) => inputs);
  const [commit = {}] = of('WorkflowCommit');
  const files = new Map<string, string | undefined>([
    ...Object.entries(object(commit['files'])).map(
      ([path, content]) => [path, typeof content === 'string' ? content : undefined] as const,
    ),
    ...of('RepositoryFile').map(({ file, content }) => [text(file), text(content)] as const),
  ]);
  const protections = resources.flatMap(({ type, inputs }) => {
    const found = protectionOf({ type, name: '', urn: '', props: inputs });
    return found?.active === true && found.covers(branch, () => true) ? [{ type, inputs }] : [];
  });
  const isRuleset = ({ type }: Resource): boolean => type === githubTypes.RepositoryRuleset;
  const checks = list(commit['checks']).map(text);
  return {
    workflows: new Map(
      [...files].flatMap(([path, content]) =>
        /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path) && content !== undefined
          ? [[path, content] as const]
          : [],
      ),
    ),
    paths: [...files.keys()],
    gone: [...files.keys(), ...list(commit['replaces']).map(text)],
    goneJobs: Object.fromEntries(
      Object.entries(object(commit['replacesJobs'])).map(([path, ids]) => [
        path,
        list(ids).map(text),
      ]),
    ),
    largestBytes: Math.max(
      0,
      ...[...files.values()].map((content) => Buffer.byteLength(content ?? '')),
    ),
    message: text(commit['message']),
    wanted: protections.flatMap((one) =>
      isRuleset(one) ? rulesetRules(one.inputs, checks) : classicOf(one.inputs, branch, checks),
    ),
    rulesets: protections.filter(isRuleset).map(({ inputs }) => text(inputs['name'])),
    ownsClassic: protections.some((one) => !isRuleset(one)),
    methods: methodsOf(of('RepositorySettings')[0] ?? {}),
    accepted: changeKinds.filter((kind) => list(commit['acceptBlocked']).includes(kind)),
  };
}

const methodOptions = {
  merge: 'allowMergeCommit',
  squash: 'allowSquashMerge',
  rebase: 'allowRebaseMerge',
} as const satisfies Readonly<Record<MergeMethod, RepositoryOption>>;

function methodsOf(options: Inputs): readonly MergeMethod[] | undefined {
  if (options[methodOptions.merge] === undefined) return undefined;
  return mergeMethods.filter((method) => options[methodOptions[method]] === true);
}

/** The published provider's names for what GitHub's API calls otherwise; all others differ in the case alone. */
const otherNames: Readonly<Record<string, string>> = {
  requiredChecks: 'required_status_checks',
  requiredCodeScanning: 'code_scanning',
  requiredWorkflows: 'workflows',
};

const source = 'the stack’s own protection';

function rulesetRules({ rules }: Inputs, checks: readonly string[]): readonly EffectiveRule[] {
  const found = Object.entries(object(rules))
    // The plugin's list of properties that it filled in is no rule.
    .filter(([key, value]) => key !== defaultsKey && value !== false)
    .map(([key, value]) => ({
      type: snakeCase(key),
      parameters: object(renamed(value)),
      source,
    }));
  // A list that is not known yet becomes what the files report.
  const isKnown = found.some(({ type }) => type === 'required_status_checks');
  return isKnown || checks.length === 0 ? found : [...found, ofChecks(checks, githubActionsApp)];
}

function classicOf(
  inputs: Inputs,
  branch: string,
  checks: readonly string[],
): readonly EffectiveRule[] {
  const [review] = list(inputs['requiredPullRequestReviews']);
  const [status] = list(inputs['requiredStatusChecks']);
  const on = (key: string): { readonly enabled: boolean } => ({ enabled: inputs[key] === true });
  const contexts = list(object(status)['contexts']).map(text);
  return [
    ...classicRules(
      {
        ...(review === undefined ? {} : { required_pull_request_reviews: object(renamed(review)) }),
        required_linear_history: on('requiredLinearHistory'),
        required_signatures: on('requireSignedCommits'),
        lock_branch: on('lockBranch'),
      },
      branch,
    ),
    ...(contexts.length + checks.length === 0
      ? []
      : [ofChecks(contexts.length > 0 ? contexts : checks, undefined)]),
  ].map((rule) => ({ ...rule, source }));
}

const ofChecks = (contexts: readonly string[], app: number | undefined): EffectiveRule => ({
  type: 'required_status_checks',
  parameters: {
    // The guard's App gives its check, whatever gives the others.
    required_status_checks: contexts.map((context) =>
      context === guardCheck ? { context } : { context, integration_id: app },
    ),
  },
  source,
});

function renamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renamed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      key === defaultsKey ? [] : [[snakeCase(key), renamed(inner)]],
    ),
  );
}

const snakeCase = (name: string): string =>
  otherNames[name] ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const object = (value: unknown): Inputs =>
  typeof value === 'object' && value !== null ? (value as Inputs) : {};
