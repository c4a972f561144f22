import { strToU8, zipSync } from 'fflate';
import { notFound } from './endpoint';
import type { Outgoing } from './exchange';
import type { Job, RepositoryState } from './state';

/** What downloads redirect to: no authentication, as with the signed URLs of the real store. */
export function storedFile(repo: RepositoryState | undefined, kind: string, id: string): Outgoing {
  if (repo === undefined) throw notFound();
  switch (kind) {
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
