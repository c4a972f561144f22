import { type ReplacesJobs } from './replaces-jobs';

/** Workflows of others that jobs were taken out of: by path, oldest first, the blob hash before and the ids of the jobs. */
export type JobRecords = Readonly<Record<string, readonly string[]>>;

/** A workflow as it was before jobs were taken out of it. */
interface Trimming {
  readonly sha: string;
  readonly jobs: readonly string[];
}

export const writtenRecord = ({ sha, jobs }: Trimming): string => [sha, ...jobs].join(' ');

export function readRecord(record: string): Trimming {
  const [sha = '', ...jobs] = record.split(' ');
  return { sha, jobs };
}

/** Paths of workflows of others that lose or lost jobs. */
export const trimmedPaths = ({
  inputs,
  previous,
}: {
  readonly inputs: { readonly replacesJobs: ReplacesJobs };
  readonly previous: { readonly replacedJobs: JobRecords } | undefined;
}): readonly string[] => [
  ...Object.keys(inputs.replacesJobs),
  ...Object.keys(previous?.replacedJobs ?? {}),
];

/** Records with further ones; a job that was taken out anew is remembered as it was then. */
export function withRecords(before: JobRecords, more: JobRecords): JobRecords {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(more)])].sort();
  return fromLists(
    paths.map((path) => {
      const fresh = (more[path] ?? []).map(readRecord);
      const taken = new Set(fresh.flatMap(({ jobs }) => jobs));
      const older = (before[path] ?? []).map(readRecord).map(({ sha, jobs }) => ({
        sha,
        jobs: jobs.filter((id) => !taken.has(id)),
      }));
      return [path, united([...older, ...fresh])] as const;
    }),
  );
}

/** One trimming for each text. */
const united = (list: readonly Trimming[]): readonly Trimming[] =>
  [...new Set(list.map(({ sha }) => sha))].map((sha) => ({
    sha,
    jobs: [...new Set(list.filter((one) => one.sha === sha).flatMap(({ jobs }) => jobs))],
  }));

/** Records of the jobs that are replaced still. */
export const keptRecords = (
  records: JobRecords,
  { replacesJobs }: { readonly replacesJobs: ReplacesJobs },
): JobRecords =>
  fromLists(
    Object.entries(records).map(([path, list]) => [
      path,
      list.map(readRecord).map(({ sha, jobs }) => ({
        sha,
        jobs: jobs.filter((id) => replacesJobs[path]?.includes(id) === true),
      })),
    ]),
  );

const fromLists = (lists: readonly (readonly [string, readonly Trimming[]])[]): JobRecords =>
  Object.fromEntries(
    lists
      .map(([path, list]) => [path, list.filter(({ jobs }) => jobs.length > 0)] as const)
      .filter(([, list]) => list.length > 0)
      .map(([path, list]) => [path, list.map(writtenRecord)]),
  );
