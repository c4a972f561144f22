import { z } from 'zod';
import {
  forkApprovals,
  optionChanges,
  type RepositoryOption,
  repositoryOptionNames,
  type RepositoryOptions,
} from '../../core/kernel/repository-options';
import { type GitHubClient } from '../github/client';
import { GitHubFailure } from '../github/failure';
import { OutageNotice } from '../github/outage-notice';
import { refuseUnlessGone } from '../github/visibility';
import { type CheckFailure } from '../protocol/provider';
import { isMap, unknown, type Value, type ValueMap } from '../protocol/values';
import { type CallContext, type Difference, type ResourceKind, text } from '../resource-kind';
import {
  type OptionReader,
  pick,
  readOptions,
  type SendRequest,
  writeOptions,
} from './option-groups';

const anything = z.record(z.string(), z.unknown());

/**
 * Options of a repository, each on its own; see the resource's class. Outputs: the inputs, and `before`.
 *
 * @param outage shared by everything that looks at GitHub in one run.
 */
export function repositorySettingsKind(
  client: GitHubClient | undefined,
  outage = new OutageNotice(),
): ResourceKind {
  const github = (): GitHubClient => {
    if (client === undefined) throw new GitHubFailure('refused', 'no credential: set GITHUB_TOKEN');
    return client;
  };
  const base = (repo: string): string =>
    `/repos/${encodeURIComponent(github().connection.owner)}/${encodeURIComponent(repo)}`;
  const reader: OptionReader = {
    find: (path) => github().find(anything, `GET ${path}`),
    has: async (path) => {
      // An answer without a body is an empty text.
      const answer = await github().find(
        z.unknown().transform(() => true),
        `GET ${path}`,
      );
      return answer === true;
    },
  };
  const send: SendRequest = async (route, body = {}) => {
    await github().rest(z.unknown(), route, body);
  };
  /** @throws GitHubFailure when GitHub does not show one of the options. */
  const presentOf = async (
    repo: string,
    among: readonly RepositoryOption[],
  ): Promise<RepositoryOptions> => {
    const found = await readOptions(reader, base(repo), among);
    const hidden = among.filter((option) => found[option] === undefined);
    if (hidden.length === 0) return found;
    throw new GitHubFailure(
      'refused',
      `GitHub does not show ${hidden.join(', ')} of ${github().connection.owner}/${repo}: the token needs administration: write, and the plan or the GitHub Enterprise Server must have the feature; nothing was changed`,
    );
  };
  const say = (
    repo: string,
    present: RepositoryOptions,
    wanted: RepositoryOptions,
    { log }: Pick<CallContext, 'log'>,
  ): void => {
    const changes = optionChanges(present, wanted);
    if (changes.length > 0)
      log('info', `${github().connection.owner}/${repo}: ${changes.join('; ')}`);
  };
  const set = async (
    repo: string,
    wanted: RepositoryOptions,
    context: CallContext,
  ): Promise<RepositoryOptions> => {
    const present = await presentOf(repo, named(wanted));
    await writeOptions(send, base(repo), wanted, present);
    say(repo, present, wanted, context);
    return present;
  };
  /** Names in a preview what the update changes, as GitHub has it now. */
  const announce = async (news: ValueMap, context: CallContext): Promise<void> => {
    const repo = text(news['repository']);
    const wanted = optionsOf(news);
    if (client === undefined || repo === undefined || named(wanted).length === 0) return;
    try {
      say(repo, await presentOf(repo, named(wanted)), wanted, context);
    } catch (error) {
      if (!(error instanceof GitHubFailure)) throw error;
      if (error.kind === 'uncertain')
        outage.say(`${github().connection.owner}/${repo}`, error, context.log);
      else context.log('warning', `what changes could not be read: ${error.message}`);
    }
  };

  return {
    check,
    diff: (outputs, news) => Promise.resolve(diff(outputs, news)),
    previewCreate: async (news, context) => {
      await announce(news, context);
      return { ...news, before: unknown };
    },
    previewUpdate: async (outputs, news, context) => {
      await announce(news, context);
      const before = beforeOf(outputs);
      const wanted = named(optionsOf(news));
      const isKnown = wanted.every((option) => before[option] !== undefined);
      return { ...news, before: isKnown ? mapOf(pick(before, wanted)) : unknown };
    },
    create: async (news, context) => {
      const repo = text(news['repository']) ?? '';
      const before = await set(repo, optionsOf(news), context);
      return { id: repo, outputs: { ...news, before: mapOf(before) } };
    },
    update: async (id, outputs, news, context) => {
      const wanted = optionsOf(news);
      const recorded = beforeOf(outputs);
      const dropped = named(recorded).filter((option) => wanted[option] === undefined);
      const present = await set(id, { ...pick(recorded, dropped), ...wanted }, context);
      return { ...news, before: mapOf(pick({ ...present, ...recorded }, named(wanted))) };
    },
    read: async (id, inputs, outputs) => {
      if ((await reader.find(base(id))) === undefined) {
        await refuseUnlessGone(github(), id, 'options');
        return { id: undefined, inputs, outputs };
      }
      const isImport = outputs['repository'] === undefined;
      const found = await (isImport
        ? readOptions(reader, base(id))
        : presentOf(id, named(optionsOf(outputs))));
      const values: ValueMap = { repository: id, ...mapOf(found) };
      const before = isImport ? mapOf(found) : (outputs['before'] ?? {});
      return { id, inputs: values, outputs: { ...values, before } };
    },
    delete: async (id, outputs, context) => {
      if ((await reader.find(base(id))) === undefined) return;
      await set(id, beforeOf(outputs), context);
    },
  };
}

/** The options among the properties of a resource. */
function optionsOf(values: ValueMap): RepositoryOptions {
  return Object.fromEntries(
    repositoryOptionNames.flatMap((option) => {
      const value = values[option];
      return typeof value === 'boolean' || typeof value === 'string' ? [[option, value]] : [];
    }),
  );
}

function beforeOf(outputs: ValueMap): RepositoryOptions {
  const before = outputs['before'];
  return isMap(before) ? optionsOf(before) : {};
}

const named = (options: RepositoryOptions): RepositoryOption[] =>
  repositoryOptionNames.filter((option) => options[option] !== undefined);

const mapOf = (options: RepositoryOptions): ValueMap =>
  Object.fromEntries(
    named(options).map((option): [string, Value] => [option, options[option] ?? null]),
  );

function check(news: ValueMap): readonly CheckFailure[] {
  const failures: CheckFailure[] = [];
  const { repository } = news;
  if (repository !== unknown && !/^[A-Za-z0-9_.-]{1,100}$/.test(text(repository) ?? ''))
    failures.push({ property: 'repository', reason: 'must be the bare name of a repository' });
  for (const option of repositoryOptionNames) {
    const value = news[option];
    if (value === undefined || value === null || value === unknown) continue;
    const isApproval = option === 'forkPullRequestApproval';
    const isValid = isApproval
      ? forkApprovals.some((one) => one === value)
      : typeof value === 'boolean';
    if (isValid) continue;
    const allowed = isApproval ? `one of ${forkApprovals.join(', ')}` : 'true or false';
    failures.push({ property: option, reason: `must be ${allowed}` });
  }
  return failures;
}

function diff(outputs: ValueMap, news: ValueMap): Difference {
  const changed: Record<string, Difference[string]> = {};
  if (outputs['repository'] !== news['repository']) changed['repository'] = 'update-replace';
  for (const option of repositoryOptionNames) {
    const before = outputs[option] ?? null;
    const after = news[option] ?? null;
    if (before === after) continue;
    changed[option] = before === null ? 'add' : after === null ? 'delete' : 'update';
  }
  return changed;
}
