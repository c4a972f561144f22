import { z } from 'zod';
import {
  forkApprovals,
  type RepositoryOption,
  repositoryOptionNames,
  type RepositoryOptions,
  type RepositorySwitch,
} from '../../core/kernel/repository-options';
import { GitHubFailure } from '../github/failure';

/** What reading options takes of GitHub. Paths are those of the REST API. */
export interface OptionReader {
  /** The object at a path; undefined where GitHub answers 404. */
  find(path: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  /** Whether GitHub answers a path with success, and not with 404. */
  has(path: string): Promise<boolean>;
}

/** Sends a request that changes something, such as `PUT /repos/acme/orders/vulnerability-alerts`. */
export type SendRequest = (route: string, body?: object) => Promise<void>;

/** Options that GitHub answers together. */
interface OptionGroup {
  readonly options: readonly RepositoryOption[];
  /** What GitHub shows of them. @param base of the repository, such as `/repos/acme/orders`. */
  read(reader: OptionReader, base: string): Promise<RepositoryOptions>;
  write(send: SendRequest, base: string, values: RepositoryOptions): Promise<void>;
}

/** Fields of `PATCH /repos/{owner}/{repo}`. @see https://docs.github.com/en/rest/repos/repos#update-a-repository */
const fields = {
  allowMergeCommit: 'allow_merge_commit',
  allowSquashMerge: 'allow_squash_merge',
  allowRebaseMerge: 'allow_rebase_merge',
  allowAutoMerge: 'allow_auto_merge',
  allowUpdateBranch: 'allow_update_branch',
  deleteBranchOnMerge: 'delete_branch_on_merge',
} as const;

/** Of its `security_and_analysis`. */
const features = {
  secretScanning: 'secret_scanning',
  secretScanningPushProtection: 'secret_scanning_push_protection',
} as const;

const repositorySchema = z.looseObject({
  security_and_analysis: z
    .record(z.string(), z.looseObject({ status: z.string().optional() }))
    .nullish(),
});

const general: OptionGroup = {
  options: [...keysOf(fields), ...keysOf(features)],
  async read(reader, base) {
    const answer = repositorySchema.parse((await reader.find(base)) ?? {});
    const found: Partial<Record<RepositorySwitch, boolean>> = {};
    for (const option of keysOf(fields)) {
      const value = answer[fields[option]];
      if (typeof value === 'boolean') found[option] = value;
    }
    for (const option of keysOf(features)) {
      const status = answer.security_and_analysis?.[features[option]]?.status;
      if (status !== undefined) found[option] = status === 'enabled';
    }
    return found;
  },
  write: (send, base, values) => {
    const analysis = keysOf(features).flatMap((option) =>
      values[option] === undefined
        ? []
        : [[features[option], { status: values[option] ? 'enabled' : 'disabled' }] as const],
    );
    return send(`PATCH ${base}`, {
      ...Object.fromEntries(
        keysOf(fields).flatMap((option) =>
          values[option] === undefined ? [] : [[fields[option], values[option]]],
        ),
      ),
      ...(analysis.length === 0 ? {} : { security_and_analysis: Object.fromEntries(analysis) }),
    });
  },
};

/** An option that is put to turn it on and deleted to turn it off. */
function toggle(
  option: RepositorySwitch,
  path: string,
  read: (reader: OptionReader, path: string) => Promise<boolean | undefined>,
): OptionGroup {
  return {
    options: [option],
    read: async (reader, base) => {
      const value = await read(reader, `${base}/${path}`);
      return value === undefined ? {} : { [option]: value };
    },
    write: (send, base, values) =>
      send(`${values[option] === true ? 'PUT' : 'DELETE'} ${base}/${path}`),
  };
}

const enabledSchema = z.object({ enabled: z.boolean() });
const enabled = async (reader: OptionReader, path: string): Promise<boolean | undefined> => {
  const answer = await reader.find(path);
  return answer === undefined ? undefined : enabledSchema.parse(answer).enabled;
};

const approvalSchema = z.object({ approval_policy: z.enum(forkApprovals) });

const forkApproval: OptionGroup = {
  options: ['forkPullRequestApproval'],
  async read(reader, base) {
    const answer = await reader.find(`${base}/actions/permissions/fork-pr-contributor-approval`);
    return answer === undefined
      ? {}
      : { forkPullRequestApproval: approvalSchema.parse(answer).approval_policy };
  },
  write: (send, base, { forkPullRequestApproval }) =>
    send(`PUT ${base}/actions/permissions/fork-pr-contributor-approval`, {
      approval_policy: forkPullRequestApproval,
    }),
};

/** In the order in which they are turned on: security updates need the alerts. */
const groups: readonly OptionGroup[] = [
  general,
  toggle('vulnerabilityAlerts', 'vulnerability-alerts', (reader, path) => reader.has(path)),
  // GitHub answers 404 where the alerts are off, and with them the updates.
  toggle(
    'dependabotSecurityUpdates',
    'automated-security-fixes',
    async (reader, path) => (await enabled(reader, path)) ?? false,
  ),
  toggle('privateVulnerabilityReporting', 'private-vulnerability-reporting', enabled),
  forkApproval,
];

/**
 * The present values of options of a repository that exists. One that GitHub does not show to this token, or does not have,
 * is absent.
 *
 * @param among absent: all of them, and what GitHub refuses to answer is left out.
 */
export async function readOptions(
  reader: OptionReader,
  base: string,
  among?: readonly RepositoryOption[],
): Promise<RepositoryOptions> {
  const wanted = among ?? repositoryOptionNames;
  const found: Record<string, boolean | string | undefined> = {};
  for (const group of groups) {
    if (!group.options.some((option) => wanted.includes(option))) continue;
    try {
      const values = await group.read(reader, base);
      for (const option of group.options) {
        if (wanted.includes(option) && values[option] !== undefined) found[option] = values[option];
      }
    } catch (error) {
      const isRefused = error instanceof GitHubFailure && error.kind === 'refused';
      if (among !== undefined || !isRefused) throw error;
    }
  }
  return found;
}

/**
 * Sets options, one request a group. When a request fails, what was set before it is put back.
 *
 * @param present values of at least the same options.
 */
export async function writeOptions(
  send: SendRequest,
  base: string,
  wanted: RepositoryOptions,
  present: RepositoryOptions,
): Promise<void> {
  const done: { readonly group: OptionGroup; readonly before: RepositoryOptions }[] = [];
  for (const { group, values } of requestsFor(wanted, present)) {
    const before = pick(present, keysOf(values));
    done.unshift({ group, before });
    try {
      await group.write(send, base, values);
    } catch (error) {
      for (const { group: written, before: former } of done) {
        await written.write(send, base, former).catch(() => undefined);
      }
      throw error;
    }
  }
}

/** What is turned off goes first and backwards, as what is turned on may need what comes before it. */
function requestsFor(
  wanted: RepositoryOptions,
  present: RepositoryOptions,
): readonly { readonly group: OptionGroup; readonly values: RepositoryOptions }[] {
  const requests = groups.flatMap((group) => {
    const changed = group.options.filter(
      (option) => wanted[option] !== undefined && wanted[option] !== present[option],
    );
    return changed.length === 0 ? [] : [{ group, values: pick(wanted, changed) }];
  });
  const isOff = ({ values }: (typeof requests)[number]): boolean =>
    Object.values(values).every((value) => value === false);
  return [...requests.filter(isOff).reverse(), ...requests.filter((one) => !isOff(one))];
}

/** Those of some options that have a value. */
export function pick(
  values: RepositoryOptions,
  options: readonly RepositoryOption[],
): RepositoryOptions {
  return Object.fromEntries(
    options.flatMap((option) => (values[option] === undefined ? [] : [[option, values[option]]])),
  );
}

function keysOf<Key extends string>(object: { readonly [K in Key]?: unknown }): Key[] {
  return Object.keys(object) as Key[];
}
