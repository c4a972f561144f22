import * as z from 'zod/mini';
import { type PostureFacts, type Sourced, type TextFile } from '../../core/posture/facts';
import { isSecurityPolicy } from '../../core/posture/checks/security-policy';
import { protectionFacts } from '../../core/posture/protection-facts';
import { known, missing } from '../../core/readiness/facts';
import { isCheckedPath } from '../../core/reading/checked-files';
import { postureFindings, postureFindingsSource } from '../../policies/posture-findings';
import type { Schema } from '../../core/readiness/parse/parsed';
import type { ArchivedFiles } from './archive-documentation';
import type { GitHubClient } from './github-client';
import { GitHubError } from './github-error';

/** Largest file that is judged, bytes. */
const maximumFileBytes = 512 * 1024;
const releasesRead = 5;
/** What a reader with an administrator's sight has to tell. */
const notRead = 'not read by the runtime; `gatehouse posture` reads it';

const treeSchema = z.object({
  tree: z.array(z.object({ path: z.string(), type: z.string() })),
  truncated: z.optional(z.boolean()),
});
const branchSchema = z.object({
  protection: z.optional(z.object({ enabled: z.optional(z.boolean()) })),
});
const rulesSchema = z.array(
  z.object({
    type: z.string(),
    parameters: z.optional(z.record(z.string(), z.unknown())),
    ruleset_id: z.optional(z.number()),
  }),
);
const environmentsSchema = z.object({
  environments: z.array(
    z.object({
      name: z.string(),
      protection_rules: z.optional(z.array(z.object({ type: z.string() }))),
      deployment_branch_policy: z.nullish(z.looseObject({})),
    }),
  ),
});
const releasesSchema = z.array(
  z.object({
    tag_name: z.string(),
    draft: z._default(z.boolean(), false),
    assets: z._default(z.array(z.object({ name: z.string() })), []),
  }),
);

/** A repository whose posture is judged. */
export interface JudgedRepository {
  readonly owner: string;
  readonly repository: string;
  readonly branch: string;
  /** Whose files are judged. */
  readonly commit: string;
  /** ISO 8601. */
  readonly now: string;
  /** The files of the branch; undefined where its archive cannot be read. */
  readonly archive: () => Promise<ArchivedFiles | undefined>;
  /** Identifiers of the vulnerabilities that the newest run's audit found; undefined where none was read. */
  readonly vulnerabilities: ReadonlySet<string> | undefined;
}

/**
 * Reads of a repository's posture what the runtime's permissions show, with five requests beside the archive. The rest is missing,
 * and so neither good nor bad.
 *
 * @throws GitHubError where GitHub does not answer, or limits the rate.
 */
export async function readPosture(
  client: GitHubClient,
  { owner, repository, branch, commit, now, archive, vulnerabilities }: JudgedRepository,
): Promise<PostureFacts> {
  const place = { owner, repo: repository };
  const ask = <T, U>(
    schema: Schema<T>,
    path: string,
    parameters: Readonly<Record<string, unknown>>,
    use: (value: T) => Sourced<U>,
  ): Promise<Sourced<U>> =>
    asked(client, schema, `GET /repos/{owner}/{repo}/${path}`, { ...place, ...parameters }, use);
  const unread = <T>(): Sourced<T> => ({ ...missing<T>(notRead), source: 'runtime' });
  const paths = await ask(
    treeSchema,
    'git/trees/{commit}',
    { commit, recursive: '1' },
    ({ tree, truncated }): Sourced<readonly string[]> => ({
      ...(truncated === true
        ? missing<readonly string[]>('GitHub lists only a part of its files')
        : known(tree.flatMap((one) => (one.type === 'blob' ? [one.path] : [])))),
      source: `tree of ${commit}`,
    }),
  );
  const files = textsOf(paths, await archive(), commit);
  return {
    repository: `${owner}/${repository}`,
    branch,
    now,
    paths,
    files,
    ownersPolicy: unread(),
    license: unread(),
    protection: await readProtection(client, place, branch),
    actions: unread(),
    environments: await ask(environmentsSchema, 'environments', {}, ({ environments }) => ({
      ...known(
        environments.map(
          ({ name, protection_rules: rules = [], deployment_branch_policy: policy }) => ({
            name,
            hasReviewers: rules.some(({ type }) => type === 'required_reviewers'),
            limitsBranches: policy !== null && policy !== undefined,
          }),
        ),
      ),
      source: 'GET environments',
    })),
    secrets: unread(),
    webhooks: unread(),
    vulnerabilities: {
      ...(vulnerabilities === undefined
        ? missing<number>('no audit of dependencies was read')
        : known(vulnerabilities.size)),
      source: 'dependency audit of the newest run',
    },
    codeScanning: unread(),
    releases: await ask(releasesSchema, 'releases', { per_page: releasesRead }, (releases) => ({
      ...known(
        releases
          .filter(({ draft }) => !draft)
          .map(({ tag_name: tag, assets }) => ({ tag, assets: assets.map(({ name }) => name) })),
      ),
      source: 'GET releases',
    })),
    ownersErrors: unread(),
    findings: {
      ...(files.state === 'known'
        ? known(postureFindings(files.value, now.slice(0, 10)))
        : missing<ReturnType<typeof postureFindings>>(files.reason)),
      source: postureFindingsSource,
    },
  };
}

/** What the archive has of the listed files; one that it leaves out (`export-ignore`) leaves them all open. */
function textsOf(
  paths: Sourced<readonly string[]>,
  archive: ArchivedFiles | undefined,
  commit: string,
): Sourced<readonly TextFile[]> {
  const source = `files of ${commit}`;
  const none = (reason: string): Sourced<readonly TextFile[]> => ({ ...missing(reason), source });
  if (paths.state === 'missing') return none(paths.reason);
  if (archive === undefined) return none('the archive cannot be read');
  const wanted = paths.value.filter((path) => isCheckedPath(path) || isSecurityPolicy(path));
  const texts = wanted.map((path) => ({ path, text: archive.text(path, maximumFileBytes) }));
  const lacking = texts.find(({ text }) => text === undefined);
  if (lacking !== undefined) return none(`the archive does not have ${lacking.path}`);
  return { ...known(texts.map(({ path, text = '' }) => ({ path, text }))), source };
}

/** Rulesets are shown to everyone, but not who may bypass them; classic protection to administrators alone. */
async function readProtection(
  client: GitHubClient,
  place: { readonly owner: string; readonly repo: string },
  branch: string,
): Promise<PostureFacts['protection']> {
  const source = `rules of ${branch}`;
  const route = 'GET /repos/{owner}/{repo}/branches/{branch}';
  const isClassic = await asked(client, branchSchema, route, { ...place, branch }, (found) => ({
    ...known(found.protection?.enabled === true),
    source,
  }));
  if (isClassic.state === 'missing') return { ...missing(isClassic.reason), source };
  if (isClassic.value)
    return {
      ...missing(`classic protection is shown to administrators alone; ${notRead}`),
      source,
    };
  const rules = 'GET /repos/{owner}/{repo}/rules/branches/{branch}';
  return asked(client, rulesSchema, rules, { ...place, branch, per_page: 100 }, (listed) => {
    const effective = listed.map(({ type, parameters = {} }) => ({ type, parameters, source }));
    const rulesets = new Set(
      listed.flatMap(({ ruleset_id: id }) => (id === undefined ? [] : [id])),
    );
    return {
      ...known(
        protectionFacts(
          effective,
          [...rulesets].map(() => undefined),
          undefined,
        ),
      ),
      source,
    };
  });
}

/** What follows from an answer; a refusal is missing, and a limit is none. */
async function asked<T, U>(
  client: GitHubClient,
  schema: Schema<T>,
  route: string,
  parameters: Readonly<Record<string, unknown>>,
  use: (value: T) => Sourced<U>,
): Promise<Sourced<U>> {
  try {
    return use((await client.request(schema, route, parameters)).data);
  } catch (error) {
    if (!(error instanceof GitHubError) || error.retryAfterSeconds !== undefined) throw error;
    if (![403, 404].includes(error.status ?? 0)) throw error;
    return { ...missing<U>(error.message), source: route };
  }
}
