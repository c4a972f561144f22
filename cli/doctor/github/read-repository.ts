import { z } from 'zod';
import { classicRules, type EffectiveRule } from '../../../core/merging/effective-rule';
import { type MergeScene } from '../../../core/merging/prove-merges';
import { isInstalledOn } from '../../../provider/github/app-token';
import { readMergeScene } from '../../../provider/github/merge-scene';
import {
  classicProtection,
  effectiveRule,
  listedRule,
  rulesRoute,
} from '../../../provider/github/present-rules';
import { seesEverything } from '../../../provider/github/visibility';
import { type CreatedNames, type RepositoryNeeds } from '../needs';
import { existingAmong } from './existing';
import { type Permission } from '../permissions';
import {
  type ActiveRule,
  type ClassicProtection,
  type Credential,
  type OwnerFacts,
  type ReadProbes,
  type RepositoryFacts,
  type Answer,
  mapAnswer,
} from './facts';
import { type Looker } from './looker';
import { readCodeOwnersErrors, readOtherWorkflows } from './read-beside';

const repository = z.object({
  archived: z.boolean(),
  private: z.boolean(),
  default_branch: z.string(),
  permissions: z.object({ admin: z.boolean(), push: z.boolean() }).optional(),
});
const branch = z.object({ protection: z.object({ enabled: z.boolean().optional() }).optional() });
interface SeenRuleset {
  readonly canBypass: boolean | undefined;
  /** Undefined where it cannot be the stack's own. */
  readonly name: string | undefined;
}

/** Looks at repositories with one credential. */
export class RepositoryReader {
  private readonly rulesets = new Map<string, Promise<SeenRuleset>>();
  private all: Promise<boolean> | undefined;

  constructor(
    private readonly looker: Looker,
    private readonly credential: Credential,
  ) {}

  private get owner(): string {
    return this.looker.client.connection.owner;
  }

  /** Three requests a repository, and one more for each thing that turns out to matter. */
  async read(needs: RepositoryNeeds): Promise<RepositoryFacts> {
    const place = { owner: this.owner, repo: needs.repository };
    const { credential, looker } = this;
    const found = await looker.ask(repository, 'GET /repos/{owner}/{repo}', place);
    const facts = {
      repository: mapAnswer(found, (value) => ({
        isArchived: value.archived,
        isPrivate: value.private,
        defaultBranch: value.default_branch,
        role: roleOf(value.permissions),
      })),
      seesAll: found.kind === 'absent' && (await this.seesAll()),
      isInstalled: undefined,
      branch: undefined,
      classic: undefined,
      rules: undefined,
      merges: undefined,
      actions: undefined,
      createsPullRequests: undefined,
      otherWorkflows: undefined,
      codeOwnersErrors: undefined,
    };
    if (found.kind !== 'found') return facts;
    const { delivery } = needs;
    const ref = delivery === undefined ? undefined : { ...place, branch: delivery.branch };
    const target = delivery?.pullRequestBranch ?? delivery?.branch;
    const route = 'GET /repos/{owner}/{repo}/branches/{branch}';
    const [
      seen,
      rules,
      onBase,
      actions,
      isInstalled,
      createsPullRequests,
      otherWorkflows,
      codeOwnersErrors,
    ] = await Promise.all([
      ref === undefined ? undefined : looker.ask(branch, route, ref),
      target === undefined ? undefined : this.rules({ ...place, branch: target }),
      ref === undefined || target === ref.branch ? undefined : this.rules(ref),
      this.actions(needs, place),
      this.isInstalled(needs.repository),
      credential.kind === 'workflow' && delivery?.pullRequestBranch !== undefined
        ? this.createsPullRequests(place)
        : undefined,
      readOtherWorkflows(looker, needs),
      readCodeOwnersErrors(looker, needs),
    ]);
    const isClassicallyProtected =
      seen?.kind === 'found' && seen.value.protection?.enabled === true;
    const classic =
      isClassicallyProtected && ref !== undefined
        ? mapAnswer(await looker.ask(classicProtection, `${route}/protection`, ref), (value) =>
            classicOf(value, ref.branch),
          )
        : undefined;
    return {
      ...facts,
      isInstalled,
      branch: seen === undefined ? undefined : mapAnswer(seen, () => ({ isClassicallyProtected })),
      classic: delivery?.pullRequestBranch === undefined ? classic : undefined,
      rules,
      merges: await this.merges(needs, onBase ?? rules, classic),
      actions,
      createsPullRequests,
      otherWorkflows,
      codeOwnersErrors,
    };
  }

  /** See {@link existingAmong}. */
  existing({ repository: repo, created }: RepositoryNeeds): Promise<CreatedNames> {
    return existingAmong(this.looker, { owner: this.owner, repo }, created);
  }

  /**
   * Whether each permission can be read with, asked of one repository: a token has the same permissions in all of them.
   * Writing is not tried, so that nothing is changed; GitHub shows such tokens nothing else.
   */
  async probe(repo: string, wanted: ReadonlySet<Permission>): Promise<ReadProbes> {
    const place = { owner: this.owner, repo, per_page: 1 };
    const base = 'GET /repos/{owner}/{repo}' as const;
    const addresses: Partial<Record<Permission, `GET ${string}`>> = {
      actions: `${base}/actions/runs`,
      administration: `${base}/actions/permissions`,
      // Not /commits, which an empty repository answers with 409.
      contents: `${base}/branches`,
      dependabot_secrets: `${base}/dependabot/secrets`,
      issues: `${base}/labels`,
      pull_requests: `${base}/pulls`,
      secrets: `${base}/actions/secrets`,
      variables: `${base}/actions/variables`,
    };
    const asked = [...wanted].flatMap((permission) => {
      const address = addresses[permission];
      return address === undefined ? [] : [{ permission, address }];
    });
    const answers = await Promise.all(
      asked.map(
        async ({ permission, address }) =>
          [permission, await this.looker.answers(address, place)] as const,
      ),
    );
    return Object.fromEntries(answers);
  }

  /** The owner's plan, which only its own members and Apps with the permission see. */
  async ownerFacts(): Promise<OwnerFacts> {
    const schema = z.object({ plan: z.object({ name: z.string() }).optional() });
    const found = await this.looker.ask(schema, 'GET /orgs/{org}', { org: this.owner });
    const isOrganization = found.kind === 'found';
    return { plan: isOrganization ? found.value.plan?.name : undefined, isOrganization };
  }

  private seesAll(): Promise<boolean> {
    this.all ??= this.looker.through(2, seesEverything);
    return this.all;
  }

  /** A repository that everyone may read need not be one that the App is installed on. */
  private async isInstalled(repo: string): Promise<boolean | undefined> {
    const { credential, looker } = this;
    const { connection } = looker.client;
    const acting = connection.credential;
    if (credential.kind !== 'app' || credential.selection === 'all') return undefined;
    if (acting === undefined || !('app' in acting)) return undefined;
    return looker.through(1, () => isInstalledOn(connection, acting.app, repo));
  }

  private async actions(
    { permissions }: RepositoryNeeds,
    place: object,
  ): Promise<RepositoryFacts['actions']> {
    if (!permissions.has('administration')) return undefined;
    const route = 'GET /repos/{owner}/{repo}/actions/permissions';
    const found = await this.looker.ask(z.object({ enabled: z.boolean() }), route, place);
    return mapAnswer(found, ({ enabled: isEnabled }) => ({ isEnabled }));
  }

  private async createsPullRequests(place: object): Promise<Answer<boolean>> {
    const schema = z.object({ can_approve_pull_request_reviews: z.boolean() });
    const route = 'GET /repos/{owner}/{repo}/actions/permissions/workflow';
    const found = await this.looker.ask(schema, route, place);
    return mapAnswer(found, (value) => value.can_approve_pull_request_reviews);
  }

  private async rules(place: {
    readonly owner: string;
    readonly repo: string;
    readonly branch: string;
  }): Promise<Answer<readonly ActiveRule[]>> {
    const found = await this.looker.ask(z.array(listedRule), rulesRoute, {
      ...place,
      per_page: 100,
    });
    if (found.kind !== 'found') return found;
    const rules = found.value.map(async (listed) => {
      const { ruleset_id: id, ruleset_source: source } = listed;
      const rule = effectiveRule(listed);
      const seen = id === undefined ? undefined : await this.ruleset(place, source ?? '', id);
      const { type, source: from } = rule;
      return { type, source: from, canBypass: seen?.canBypass, name: seen?.name, rule };
    });
    return { kind: 'found', value: await Promise.all(rules) };
  }

  /** What decides which pull requests can be merged, with the stack's rules in place of those that it replaces. */
  private async merges(
    { repository: name, delivery, merging }: RepositoryNeeds,
    present: Answer<readonly ActiveRule[]> | undefined,
    classic: Answer<ClassicProtection> | undefined,
  ): Promise<MergeScene | undefined> {
    if (delivery === undefined || merging === undefined || present?.kind !== 'found')
      return undefined;
    const ofClassic = classic?.kind === 'found' && !merging.ownsClassic ? classic.value.rules : [];
    const foreign = [
      ...present.value
        .filter((one) => one.name === undefined || !merging.rulesets.includes(one.name))
        .map(({ rule }) => rule),
      ...ofClassic,
    ];
    const { branch, pullRequestBranch } = delivery;
    const rules = [...foreign, ...merging.wanted];
    const own =
      pullRequestBranch === undefined
        ? undefined
        : {
            branch: pullRequestBranch,
            files: merging.paths,
            largestBytes: merging.largestBytes,
            commit: {
              message: merging.message,
              authorEmail: undefined,
              committerEmail: undefined,
              isSigned: await this.signs(name, pullRequestBranch, rules),
            },
            startsWorkflows: this.credential.kind !== 'workflow',
          };
    const { workflows, methods, goneJobs } = merging;
    return this.looker.reading((client) =>
      readMergeScene(client, {
        repository: name,
        branch,
        rules,
        foreign,
        workflows,
        gone: new Set(merging.gone),
        goneJobs,
        own,
        ...(methods === undefined ? {} : { methods }),
      }),
    );
  }

  /** GitHub signs what an App commits; for a user only what begins a branch, since a branch is rewritten otherwise. */
  private async signs(
    repo: string,
    pullRequestBranch: string,
    rules: readonly EffectiveRule[],
  ): Promise<boolean> {
    const { kind } = this.credential;
    const isUser = kind === 'scoped' || kind === 'fine-grained';
    if (!isUser || !rules.some(({ type }) => type === 'required_signatures')) return true;
    const route = 'GET /repos/{owner}/{repo}/branches/{branch}';
    const place = { owner: this.owner, repo, branch: pullRequestBranch };
    return (await this.looker.ask(branch, route, place)).kind === 'absent';
  }

  /** Asked once for each ruleset, however many repositories it is for. */
  private ruleset(
    { owner, repo }: { readonly owner: string; readonly repo: string },
    source: string,
    id: number,
  ): Promise<SeenRuleset> {
    const key = `${source} ${id}`;
    const known = this.rulesets.get(key);
    if (known !== undefined) return known;
    const schema = z.object({
      name: z.string().optional(),
      source_type: z.string().optional(),
      current_user_can_bypass: z.string().optional(),
    });
    const route = 'GET /repos/{owner}/{repo}/rulesets/{ruleset_id}';
    const asked = this.looker.ask(schema, route, { owner, repo, ruleset_id: id }).then((found) => {
      if (found.kind !== 'found') return { canBypass: undefined, name: undefined };
      const { current_user_can_bypass: how, source_type: type, name } = found.value;
      return {
        canBypass: how === undefined ? undefined : how === 'always' || how === 'exempt',
        // A ruleset of the organization is never the stack's own, whatever it is called.
        name: type === 'Organization' ? undefined : name,
      };
    });
    this.rulesets.set(key, asked);
    return asked;
  }
}

function roleOf(
  given: z.infer<typeof repository>['permissions'],
): 'admin' | 'write' | 'read' | undefined {
  if (given === undefined) return undefined;
  return given.admin ? 'admin' : given.push ? 'write' : 'read';
}

function classicOf(found: z.infer<typeof classicProtection>, ofBranch: string): ClassicProtection {
  return {
    requiresPullRequest: found.required_pull_request_reviews !== undefined,
    requiresChecks: found.required_status_checks !== undefined,
    restrictsPushes: found.restrictions !== undefined,
    isLocked: found.lock_branch?.enabled === true,
    bindsAdministrators: found.enforce_admins?.enabled === true,
    rules: classicRules(found, ofBranch),
  };
}
