import * as z from 'zod/mini';
import type { GitHubClient } from './github-client';
import { GitHubError } from './github-error';
import { ZipError, zipEntries } from './zip';

const listSchema = z.object({
  artifacts: z.array(
    z.object({
      id: z.number(),
      expired: z.boolean(),
      size_in_bytes: z.number(),
      created_at: z.nullable(z.string()),
      workflow_run: z.nullish(
        z.object({
          id: z.optional(z.number()),
          repository_id: z.optional(z.number()),
          head_repository_id: z.optional(z.number()),
          head_branch: z.nullish(z.string()),
          head_sha: z.optional(z.string()),
        }),
      ),
    }),
  ),
});

/** Most artifacts of one name that one look reads, the oldest first: each takes a request. The next look goes on. */
const mostRead = 30;

/** What is wanted of the artifacts of a name. */
interface Wanted {
  /** Name of the artifact, and of the file in it. */
  readonly name: string;
  readonly file: string;
  /** Branch whose runs count; undefined: those of every branch, and of pull requests. */
  readonly branch?: string;
  /** Id of the newest that was read before; 0 for none. */
  readonly after: number;
  /** A larger one is passed over. */
  readonly maximumBytes: number;
}

/** The file of an artifact, and the run that uploaded it. */
interface ArtifactText {
  readonly run: number;
  readonly commit: string | undefined;
  readonly createdAt: string | undefined;
  /** Undefined for one that is gone meanwhile, damaged, or without the file. */
  readonly text: string | undefined;
}

interface NewArtifacts {
  readonly texts: readonly ArtifactText[];
  /** Id of the newest that was read, now or before. */
  readonly newest: number | undefined;
  /** Runs that have one, as far as the list goes: 100 artifacts. */
  readonly runs: ReadonlySet<number>;
}

/**
 * Reads the artifacts of a name that are newer than what was read before, of all runs but those of a fork, whose text is a
 * stranger's. One list has them all.
 * https://docs.github.com/en/rest/actions/artifacts#list-artifacts-for-a-repository
 */
export async function newArtifacts(
  client: GitHubClient,
  place: { readonly owner: string; readonly repository: string },
  { name, file, branch, after, maximumBytes }: Wanted,
): Promise<NewArtifacts> {
  const where = { owner: place.owner, repo: place.repository };
  const { data } = await client.request(listSchema, 'GET /repos/{owner}/{repo}/actions/artifacts', {
    ...where,
    name,
    per_page: 100,
  });
  const own = data.artifacts.flatMap(({ workflow_run: run, ...artifact }) =>
    run?.id !== undefined &&
    run.repository_id === run.head_repository_id &&
    (branch === undefined || run.head_branch === branch)
      ? [{ ...artifact, run: run.id, commit: run.head_sha }]
      : [],
  );
  const wanted = own
    .filter(
      ({ id, expired, size_in_bytes: size }) => id > after && !expired && size <= maximumBytes,
    )
    .sort((a, b) => a.id - b.id)
    .slice(0, mostRead);
  const texts = await Promise.all(
    wanted.map(async ({ id, run, commit, created_at: createdAt }) => ({
      ...{ run, commit, createdAt: createdAt ?? undefined },
      text: await textIn(client, { ...where, artifact_id: id }, { file, maximumBytes }),
    })),
  );
  return {
    texts,
    newest: wanted.at(-1)?.id ?? (after === 0 ? undefined : after),
    runs: new Set(own.map(({ run }) => run)),
  };
}

async function textIn(
  client: GitHubClient,
  artifact: { readonly owner: string; readonly repo: string; readonly artifact_id: number },
  { file, maximumBytes }: Pick<Wanted, 'file' | 'maximumBytes'>,
): Promise<string | undefined> {
  try {
    const archive = await client.download(
      'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}',
      { ...artifact, archive_format: 'zip' },
      maximumBytes,
    );
    const entry = zipEntries(archive).find(({ name }) => name === file);
    const bytes = entry?.read(maximumBytes);
    return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
  } catch (error) {
    if (error instanceof ZipError) return undefined;
    if (error instanceof GitHubError && [404, 410].includes(error.status ?? 0)) return undefined;
    throw error;
  }
}
