import { strToU8, zipSync } from 'fflate';
import { notFound, type Answer, type RepositoryCall } from './endpoint';
import type { Outgoing } from './exchange';
import { repoApi } from './render/links';
import type { Job } from './state';
import type { GitHubWorld } from './world-state';

/** A redirect to where a file is stored, such as `artifacts/17`. */
export function stored(call: RepositoryCall, file: string): Answer {
  const location = `${repoApi(call.links, call.repo).replace(/\/repos\//, '/_stored/')}/${file}`;
  return { status: 302, headers: { location } };
}

/** What downloads redirect to: no authentication, as with the signed URLs of the real store. */
export async function storedFile(
  world: GitHubWorld,
  { owner, repo: name, kind, id }: Readonly<Record<'owner' | 'repo' | 'kind' | 'id', string>>,
): Promise<Outgoing> {
  const repo = world.repository(owner, name);
  if (repo === undefined) throw notFound();
  switch (kind) {
    case 'archives': {
      const git = world.git(repo);
      const commit = await git.resolve(`${id}^{commit}`);
      if (commit === undefined) throw notFound();
      const prefix = `${owner}-${name}-${commit.slice(0, 7)}/`;
      const archive = ['archive', '--format=zip', `--prefix=${prefix}`, commit];
      return file('application/zip', await git.git(archive));
    }
    case 'artifacts': {
      const found = repo.artifacts.find((one) => String(one.id) === id);
      if (found === undefined) throw notFound();
      return file('application/zip', Buffer.from(found.archive, 'base64'));
    }
    case 'jobs': {
      const found = repo.jobs.find((one) => String(one.id) === id);
      if (found?.log === undefined) throw notFound();
      return file('text/plain; charset=utf-8', Buffer.from(found.log));
    }
    case 'runs':
      return file(
        'application/zip',
        logArchive(repo.jobs.filter((one) => String(one.runId) === id)),
      );
    default:
      throw notFound();
  }
}

/** One text file a job, numbered, as GitHub packs the logs of a run. */
function logArchive(jobs: readonly Job[]): Buffer {
  const files = jobs.map(
    ({ name, log = '' }, index) =>
      [`${index}_${name.replace(/[/:"<>|*?\\]/g, '')}.txt`, strToU8(log)] as const,
  );
  return Buffer.from(zipSync(Object.fromEntries(files)));
}

function file(type: string, body: Buffer): Outgoing {
  return { status: 200, headers: { 'content-type': type }, body };
}
