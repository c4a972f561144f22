import { z } from 'zod';
import { changesTo, type OwnChange } from '../../core/merging/change';
import { type EffectiveRule, requiredContexts } from '../../core/merging/effective-rule';
import { mergeMethods, type MergeMethod } from '../../core/merging/merge-methods';
import { type MergeScene } from '../../core/merging/prove-merges';
import { type ObservedCheck, reportOf } from '../../core/merging/reported-context';
import { isUnreadable, readWorkflow } from '../../core/reading/read-workflow';
import { type Workflow } from '../../core/reading/workflow';
import { readBranchWorkflows } from './branch-workflows';
import { type GitHubClient } from './client';
import { GitHubFailure } from './failure';

/** What is known before GitHub is asked who reports which check. */
export interface SceneRequest {
  readonly repository: string;
  readonly branch: string;
  /** Every rule in effect on the branch once the stack is updated. */
  readonly rules: readonly EffectiveRule[];
  /** Those of them that the stack does not set. */
  readonly foreign: readonly EffectiveRule[];
  /** Texts of the workflows that the delivery brings, by path. */
  readonly workflows: ReadonlyMap<string, string>;
  /** Paths of workflows of others that go. */
  readonly gone: ReadonlySet<string>;
  /** Jobs that go, by the workflow's path, where its text is not among `workflows`. Default: none. */
  readonly goneJobs?: Readonly<Record<string, readonly string[]>>;
  /** Ways to merge that the stack sets; absent: as the repository has them. */
  readonly methods?: readonly MergeMethod[];
  /** Undefined where files are not delivered by a pull request. */
  readonly own: OwnChange | undefined;
}

/** What the reading needs of a client. */
type SceneClient = Pick<GitHubClient, 'connection' | 'rest' | 'graphql'>;

const pageSize = 100;
/** Pull requests whose checks are looked at for who reports what no workflow does. */
const recentPullRequests = 3;

/**
 * Completes what decides which changes can be merged to a branch. Only where a rule that is not the stack's asks for more
 * than the stack's own workflows report, the branch's workflows are read, and then the checks of recent commits.
 *
 * @throws GitHubFailure where GitHub does not answer.
 */
export async function readMergeScene(
  client: SceneClient,
  request: SceneRequest,
): Promise<MergeScene> {
  const { branch, rules, own } = request;
  const reader = new SceneReader(client, request);
  const scene: MergeScene = {
    branch,
    rules,
    methods: needsMethods(rules) ? (request.methods ?? (await reader.methods())) : mergeMethods,
    workflows: overlaid(needsWorkflows(request.foreign) ? await reader.workflows() : [], request),
    observed: [],
    isWhole: true,
    own,
  };
  const observed = isAnyMissing(scene) ? await reader.observed() : [];
  return { ...scene, observed, isWhole: reader.isWhole };
}

const needsWorkflows = (rules: readonly EffectiveRule[]): boolean =>
  rules.some((rule) => rule.type === 'required_deployments' || requiredContexts(rule).length > 0);

const needsMethods = (rules: readonly EffectiveRule[]): boolean =>
  rules.some(
    ({ type, parameters }) =>
      ['required_linear_history', 'required_signatures'].includes(type) ||
      parameters['allowed_merge_methods'] !== undefined,
  );

/** Whether no workflow reports a required check on one of the changes. */
function isAnyMissing(scene: MergeScene): boolean {
  const changes = changesTo(scene.branch, scene.own);
  return scene.rules
    .flatMap(requiredContexts)
    .some((required) =>
      changes.some((change) => reportOf(required, change, scene).kind !== 'reported'),
    );
}

/** The workflows that a branch has once the delivered ones are on it. */
function overlaid(
  present: readonly Workflow[],
  { workflows, gone, goneJobs = {} }: SceneRequest,
): readonly Workflow[] {
  return [
    ...present
      .filter(({ path }) => !workflows.has(path) && !gone.has(path))
      .map((workflow) => ({
        ...workflow,
        jobs: workflow.jobs.filter(({ id }) => goneJobs[workflow.path]?.includes(id) !== true),
      })),
    ...[...workflows].flatMap(([path, text]) => readable(path, text)),
  ];
}

/** GitHub starts no workflow that it cannot read. */
function readable(path: string, text: string): readonly Workflow[] {
  const read = readWorkflow(path, text);
  return isUnreadable(read) ? [] : [read];
}

class SceneReader {
  isWhole = true;

  constructor(
    private readonly client: SceneClient,
    private readonly request: SceneRequest,
  ) {}

  /** Without administrative rights GitHub does not show how a repository merges. */
  async methods(): Promise<readonly MergeMethod[]> {
    const schema = z.object({
      allow_merge_commit: z.boolean().optional(),
      allow_squash_merge: z.boolean().optional(),
      allow_rebase_merge: z.boolean().optional(),
    });
    const found = await this.ask(schema, 'GET /repos/{owner}/{repo}', {});
    const allowed = {
      merge: found?.allow_merge_commit,
      squash: found?.allow_squash_merge,
      rebase: found?.allow_rebase_merge,
    };
    return mergeMethods.filter((method) => allowed[method] !== false);
  }

  async workflows(): Promise<readonly Workflow[]> {
    const { repository, branch } = this.request;
    const { workflows, isWhole } = await readBranchWorkflows(this.client, repository, branch);
    if (!isWhole) this.isWhole = false;
    return workflows;
  }

  /** Checks and statuses of the branch's head and of the latest pull requests. */
  async observed(): Promise<readonly ObservedCheck[]> {
    const pulls = await this.ask(
      z.array(z.object({ head: z.object({ sha: z.string() }) })),
      'GET /repos/{owner}/{repo}/pulls',
      { state: 'all', sort: 'updated', direction: 'desc', per_page: recentPullRequests },
    );
    const refs = [this.request.branch, ...(pulls ?? []).map(({ head }) => head.sha)];
    const seen = await Promise.all([...new Set(refs)].map((ref) => this.observedOn(ref)));
    return seen.flat();
  }

  private async observedOn(ref: string): Promise<readonly ObservedCheck[]> {
    const run = z.object({ name: z.string(), app: z.object({ id: z.int() }).nullish() });
    const route = 'GET /repos/{owner}/{repo}/commits/{ref}';
    const page = { ref, per_page: pageSize };
    const [runs, statuses] = await Promise.all([
      this.ask(z.object({ check_runs: z.array(run) }), `${route}/check-runs`, page),
      this.ask(z.array(z.object({ context: z.string() })), `${route}/statuses`, page),
    ]);
    return [
      ...(runs?.check_runs ?? []).map(({ name, app }) => ({ context: name, appId: app?.id })),
      ...(statuses ?? []).map(({ context }) => ({ context, appId: undefined })),
    ];
  }

  /** An answer; undefined, and noted, where there is none or the credential may not see it. */
  private async ask<T>(
    schema: z.ZodType<T>,
    route: string,
    parameters: object,
  ): Promise<T | undefined> {
    const place = { owner: this.client.connection.owner, repo: this.request.repository };
    try {
      return await this.client.rest(schema, route, { ...place, ...parameters });
    } catch (error) {
      if (!(error instanceof GitHubFailure) || error.kind === 'uncertain') throw error;
      this.isWhole = false;
      return undefined;
    }
  }
}
