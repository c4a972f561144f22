import { z } from 'zod';
import { type GitHubClient } from './github/client';
import { GitHubFailure } from './github/failure';
import { refuseUnlessGone } from './github/visibility';
import { type CheckFailure } from './protocol/provider';
import { type Difference, type ResourceKind, text } from './resource-kind';
import { unknown, type Value, type ValueMap } from './protocol/values';

/** One limit of the cache service: our property, GitHub's endpoint and field, and what GitHub has when no one set it. */
interface Limit {
  readonly property: 'retentionDays' | 'storageLimitGb';
  readonly path: string;
  readonly field: string;
  readonly byDefault: number;
  readonly maximum: number;
}

/** @see https://docs.github.com/en/rest/actions/cache */
const limits: readonly Limit[] = [
  {
    property: 'retentionDays',
    path: '/repos/{owner}/{repo}/actions/cache/retention-limit',
    field: 'max_cache_retention_days',
    byDefault: 7,
    maximum: 365,
  },
  {
    property: 'storageLimitGb',
    path: '/repos/{owner}/{repo}/actions/cache/storage-limit',
    field: 'max_cache_size_gb',
    byDefault: 10,
    maximum: 10_000,
  },
];

/** How long a repository's caches are kept and how much room they get. A limit that is not given is left alone. */
export function cacheSettingsKind(client: GitHubClient | undefined): ResourceKind {
  const github = (): GitHubClient => {
    if (client === undefined) throw new GitHubFailure('refused', 'no credential: set GITHUB_TOKEN');
    return client;
  };
  const place = (repo: string) => ({ owner: github().connection.owner, repo });
  const write = async (repo: string, limit: Limit, value: number): Promise<void> => {
    await github().rest(z.unknown(), `PUT ${limit.path}`, { ...place(repo), [limit.field]: value });
  };
  const writeAll = async (news: ValueMap, olds: ValueMap): Promise<void> => {
    const repo = text(news['repository']) ?? '';
    for (const limit of limits) {
      const value = news[limit.property];
      const before = olds[limit.property];
      if (typeof value === 'number' && value !== before) await write(repo, limit, value);
      if (typeof value !== 'number' && typeof before === 'number') {
        await write(repo, limit, limit.byDefault);
      }
    }
  };

  return {
    check,
    diff: (outputs, news) => Promise.resolve(diff(outputs, news)),
    previewCreate: (news) => Promise.resolve(news),
    previewUpdate: (_outputs, news) => Promise.resolve(news),
    create: async (news) => {
      await writeAll(news, {});
      return { id: text(news['repository']) ?? '', outputs: news };
    },
    update: async (_id, outputs, news) => {
      await writeAll(news, outputs);
      return news;
    },
    read: async (id, inputs, outputs) => {
      const managed = limits.filter(({ property }) => typeof outputs[property] === 'number');
      // An import has no outputs yet and takes both limits over.
      const wanted = managed.length === 0 ? limits : managed;
      const found: Record<string, Value> = { repository: id };
      for (const { property, path, field } of wanted) {
        const answer = await github().find(
          z.record(z.string(), z.unknown()),
          `GET ${path}`,
          place(id),
        );
        if (answer === undefined) {
          await refuseUnlessGone(github(), id, 'cache limits');
          return { id: undefined, inputs, outputs };
        }
        const value = answer[field];
        if (typeof value === 'number') found[property] = value;
      }
      return { id, inputs: found, outputs: found };
    },
    delete: async (id, outputs) => {
      for (const limit of limits) {
        if (typeof outputs[limit.property] !== 'number') continue;
        try {
          await write(id, limit, limit.byDefault);
        } catch (error) {
          if (!(error instanceof GitHubFailure) || error.kind !== 'absent') throw error;
        }
      }
    },
  };
}

function check(news: ValueMap): readonly CheckFailure[] {
  const failures: CheckFailure[] = [];
  const { repository } = news;
  if (repository !== unknown && !/^[A-Za-z0-9_.-]{1,100}$/.test(text(repository) ?? '')) {
    failures.push({ property: 'repository', reason: 'must be the bare name of a repository' });
  }
  for (const { property, maximum } of limits) {
    const value = news[property];
    if (value === undefined || value === null || value === unknown) continue;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= maximum)
      continue;
    failures.push({ property, reason: `must be a whole number from 1 to ${maximum}` });
  }
  return failures;
}

function diff(outputs: ValueMap, news: ValueMap): Difference {
  const changed: Record<string, Difference[string]> = {};
  if (outputs['repository'] !== news['repository']) changed['repository'] = 'update-replace';
  for (const { property } of limits) {
    const before = outputs[property] ?? null;
    const after = news[property] ?? null;
    if (before === after) continue;
    changed[property] = before === null ? 'add' : after === null ? 'delete' : 'update';
  }
  return changed;
}
