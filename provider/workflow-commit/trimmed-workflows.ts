import { foreignMarkdown } from '../../core/kernel/foreign-text';
import { jobsAmong, withJobs, withoutJobs } from '../../core/merged-files';
import { type Target } from '../github/repository';
import { blobSha, type DesiredFile } from './blob';
import { type Delivery, DeliveryRefused } from './delivery';
import { type JobRecords, readRecord, trimmedPaths, writtenRecord } from './job-records';
import { type Tree, type TreeEntry } from './plan';
import { type WorkflowCommitState } from './state';

/** What a tree needs so that workflows of others have the jobs no more that are replaced, and those again that are not. */
export interface TrimmedChange {
  readonly files: ReadonlyMap<string, DesiredFile>;
  /** What the change takes away, for the state. */
  readonly records: JobRecords;
  /** Ids of jobs that go and that come back, by path. */
  readonly gone: Readonly<Record<string, readonly string[]>>;
  readonly back: Readonly<Record<string, readonly string[]>>;
  /** Blobs of workflows with all their jobs that are now replaced as a whole, by path. */
  readonly wholes: Readonly<Record<string, string>>;
}

/**
 * Decides what becomes of workflows of others on a tree. A workflow that is gone stays gone.
 *
 * @throws DeliveryRefused where a job cannot go, or cannot come back into a workflow that changed meanwhile.
 */
export async function trimmedChange(delivery: Delivery, tree: Tree): Promise<TrimmedChange> {
  const files = new Map<string, DesiredFile>();
  const records: Record<string, readonly string[]> = {};
  const gone: Record<string, readonly string[]> = {};
  const back: Record<string, readonly string[]> = {};
  const wholes: Record<string, string> = {};
  const { inputs, previous } = delivery;
  for (const path of new Set(trimmedPaths(delivery))) {
    const entry = tree.get(path);
    if (entry?.type !== 'blob') continue;
    const text = await textAt(delivery, path, entry);
    const listed = inputs.replacesJobs[path] ?? [];
    const former = previous?.replacedJobs[path] ?? [];
    if (inputs.files.has(path) || inputs.replaces.includes(path)) {
      const sha = await unchangedSince(delivery, text, former);
      if (sha === undefined) throw changedSince(delivery, path);
      wholes[path] = sha;
      continue;
    }
    const more = await withFormer(delivery, path, text, former);
    const less = withoutJobs(more, listed);
    if ('problem' in less) {
      throw new DeliveryRefused(
        `${path} of ${delivery.repository.fullName} ${less.problem}. Nothing was changed. List other jobs in replacesJobs`,
      );
    }
    const whole = less.text;
    const content = Buffer.from(whole);
    const going = jobsAmong(text, listed);
    if (going.length > 0) {
      const sha = (await unchangedSince(delivery, text, former)) ?? entry.sha;
      records[path] = [writtenRecord({ sha, jobs: going })];
      gone[path] = going;
    }
    const returned = jobsAmong(more, formerJobs(former)).filter(
      (id) => jobsAmong(text, [id]).length === 0,
    );
    if (returned.length > 0) back[path] = returned;
    if (whole === text) continue;
    files.set(path, { content, sha: blobSha(content), executable: entry.mode === '100755' });
  }
  return { files, records, gone, back, wholes };
}

function changedSince({ repository }: Delivery, path: string): DeliveryRefused {
  return new DeliveryRefused(
    `${path} of ${repository.fullName} has changed since jobs were taken out of it, and is to be replaced as a whole. Nothing was changed. Take it out of replaces and replacesJobs for one update, which gives the jobs back`,
  );
}

const formerJobs = (records: readonly string[]): readonly string[] =>
  records.flatMap((one) => readRecord(one).jobs);

/** The blob that the last record is of, where nothing differs but jobs of it that are gone. */
async function unchangedSince(
  { repository }: Pick<Delivery, 'repository'>,
  text: string,
  records: readonly string[],
): Promise<string | undefined> {
  const last = records.at(-1);
  if (last === undefined) return undefined;
  const { sha, jobs } = readRecord(last);
  const present = jobsAmong(text, jobs);
  const then = withoutJobs(
    (await repository.text(sha)) ?? '',
    jobs.filter((id) => !present.includes(id)),
  );
  return 'text' in then && then.text === text ? sha : undefined;
}

/** A text with the jobs that are replaced no more: byte for byte as before where nothing else changed since. */
async function withFormer(
  { repository, inputs }: Delivery,
  path: string,
  text: string,
  records: readonly string[],
): Promise<string> {
  const listed = inputs.replacesJobs[path] ?? [];
  let now = text;
  for (const { sha, jobs } of records.map(readRecord).reverse()) {
    const present = jobsAmong(now, jobs);
    const absent = jobs.filter((id) => !present.includes(id));
    const returning = absent.filter((id) => !listed.includes(id));
    if (returning.length === 0) continue;
    const former = await repository.text(sha);
    const still = withoutJobs(
      former ?? '',
      absent.filter((id) => listed.includes(id)),
    );
    const then = withoutJobs(former ?? '', absent);
    if ('text' in then && then.text === now && 'text' in still) {
      now = still.text;
      continue;
    }
    const result = withJobs(now, former ?? '', returning);
    if ('problem' in result) {
      throw new DeliveryRefused(
        `${path} of ${repository.fullName} ${result.problem}. Nothing was changed. Add the jobs ${returning.join(', ')} by hand, as the branch had them in the blob ${sha}`,
      );
    }
    now = result.text;
  }
  return now;
}

async function textAt(
  { repository }: Pick<Delivery, 'repository'>,
  path: string,
  entry: TreeEntry,
): Promise<string> {
  const text = await repository.text(entry.sha);
  const isText = text !== undefined && blobSha(Buffer.from(text)) === entry.sha;
  if (entry.mode !== '120000' && isText) return text;
  throw new DeliveryRefused(
    `${path} of ${repository.fullName} is not a text file in UTF-8, so that jobs cannot be taken out of it. Nothing was changed. Take it out of replacesJobs`,
  );
}

/** Names the jobs that a change takes out of workflows of others and gives back; empty where there are none. */
export function trimmedText({ gone, back }: Pick<TrimmedChange, 'gone' | 'back'>): string {
  const lines = (jobs: TrimmedChange['gone']): readonly string[] =>
    Object.entries(jobs).map(
      ([path, ids]) =>
        `- ${foreignMarkdown(path)}: ${ids.map((id) => foreignMarkdown(id)).join(', ')}`,
    );
  const parts = [
    [
      'These jobs are taken out of workflows of the repository, and come back when they are no longer replaced:',
      lines(gone),
    ],
    ['These jobs come back:', lines(back)],
  ] as const;
  return parts
    .flatMap(([title, items]) => (items.length === 0 ? [] : [[title, '', ...items].join('\n')]))
    .join('\n\n');
}

/** The listed jobs that a tree has no more, by path; all of those of a workflow that is gone. */
export async function jobsGone(
  repository: Pick<Target, 'text'>,
  tree: Tree,
  listed: WorkflowCommitState['replacesJobs'],
): Promise<WorkflowCommitState['replacesJobs']> {
  const found: [string, readonly string[]][] = [];
  for (const [path, ids] of Object.entries(listed)) {
    const entry = tree.get(path);
    const text = entry?.type === 'blob' ? await repository.text(entry.sha) : undefined;
    const there = jobsAmong(text ?? '', ids);
    const gone = ids.filter((id) => !there.includes(id));
    if (gone.length > 0) found.push([path, gone]);
  }
  return Object.fromEntries(found);
}

/** Whether a tree has none of the jobs that are replaced, and all of those that were and are no more. */
export async function areTrimmed(
  repository: Pick<Target, 'text'>,
  tree: Tree,
  { replacesJobs, replacedJobs }: Pick<WorkflowCommitState, 'replacesJobs' | 'replacedJobs'>,
): Promise<boolean> {
  const gone = await jobsGone(repository, tree, replacesJobs);
  const still = Object.entries(replacesJobs).some(
    ([path, ids]) => (gone[path] ?? []).length < ids.length,
  );
  if (still) return false;
  const former = Object.fromEntries(
    Object.entries(replacedJobs).map(([path, list]) => [
      path,
      list
        .flatMap((one) => readRecord(one).jobs)
        .filter((id) => replacesJobs[path]?.includes(id) !== true),
    ]),
  );
  const missing = await jobsGone(repository, tree, former);
  return Object.keys(missing).every((path) => tree.get(path)?.type !== 'blob');
}
