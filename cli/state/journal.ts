import { type FileHandle, open, readFile } from 'node:fs/promises';
import { CorruptStateError, type DeploymentFile } from './deployment-file';
import { type EncodedResource } from './encode';
import { type OperationType } from './resource-state';

/**
 * One line of the journal: what a step is about to do, or did, to the state it started from. Old resources are named by
 * their place in that state, so a line costs as much as the one resource it is about, however large the stack is.
 */
export type JournalEntry =
  /** An effect begins; until its `end` it is pending. */
  | {
      readonly kind: 'begin';
      readonly step: number;
      readonly type: OperationType;
      readonly resource: EncodedResource;
    }
  | { readonly kind: 'end'; readonly step: number }
  /** A resource of the new state; it takes the place of the old one at `old`, if any. */
  | { readonly kind: 'put'; readonly resource: EncodedResource; readonly old?: number }
  /** A replacement exists; the old resource at its place stays, marked for deletion. Both or neither are known. */
  | {
      readonly kind: 'replace';
      readonly resource: EncodedResource;
      readonly old: number;
      readonly condemned: EncodedResource;
    }
  /** The old resource at this place goes into the new state as it is. */
  | { readonly kind: 'keep'; readonly old: number }
  /** A resource already put into the new state changes (the outputs of a component). */
  | { readonly kind: 'amend'; readonly resource: EncodedResource }
  /** The old resource at this place changes (marked for deletion) but stays. */
  | { readonly kind: 'mark'; readonly old: number; readonly resource: EncodedResource }
  /** The old resource at this place is gone. */
  | { readonly kind: 'drop'; readonly old: number };

/** First line: which state the journal continues, and the salt it encrypts with. */
interface Header {
  readonly kind: 'start';
  readonly base: string;
  readonly salt: string | undefined;
}

/** Appends entries to disk in batches: every entry is safe once its promise resolves. Entries behind a failed one fail too. */
export class Journal {
  private waiting: string[] = [];
  private scheduled: Promise<void> | undefined;
  private tail: Promise<void> = Promise.resolve();
  /** Bytes that are certainly on the disk. */
  private length = 0;
  /** After a failed write nothing more is written: what follows may depend on it. */
  private failure: Error | undefined;

  private constructor(private readonly handle: FileHandle) {}

  /** @param base identifies the state that the entries apply to. */
  static async create(file: string, base: string, salt: string | undefined): Promise<Journal> {
    const handle = await open(file, 'w', 0o600);
    const journal = new Journal(handle);
    await journal.write({ kind: 'start', base, salt });
    return journal;
  }

  /** Resolves when the entry is on disk; entries that arrive meanwhile share the next write. */
  append(entry: JournalEntry): Promise<void> {
    return this.write(entry);
  }

  private write(entry: JournalEntry | Header): Promise<void> {
    this.waiting.push(`${JSON.stringify(entry)}\n`);
    if (this.scheduled === undefined) {
      this.scheduled = this.tail.then(() => this.flush());
      this.tail = this.scheduled;
    }
    return this.scheduled;
  }

  private async flush(): Promise<void> {
    // What arrives from here on belongs to the next batch.
    const batch = this.waiting;
    this.waiting = [];
    this.scheduled = undefined;
    if (this.failure !== undefined) throw this.failure;
    const bytes = Buffer.from(batch.join(''));
    try {
      // `write` may write a part and say so; this one goes on until all is written, or fails.
      await this.handle.writeFile(bytes);
      await this.handle.datasync();
      this.length += bytes.byteLength;
    } catch (cause) {
      this.failure = new Error('the journal of this run could not be written', { cause });
      // A torn entry would make the entries before it unreadable.
      await this.handle.truncate(this.length).catch(() => undefined);
      throw this.failure;
    }
  }

  async close(): Promise<void> {
    await this.tail.catch(() => undefined);
    await this.handle.close();
  }
}

/**
 * The state that an interrupted run left behind: the one it started from, changed by the entries that reached the disk.
 *
 * @returns undefined when the journal belongs to another state (it was already written in full).
 * @throws CorruptStateError when a line other than the last, half-written one is damaged.
 */
export async function replayJournal(
  file: string,
  base: string,
  from: DeploymentFile,
): Promise<DeploymentFile | undefined> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  // The last piece is empty after a complete line, or what a killed process got out of one.
  lines.pop();
  const entries = lines.map((line, index) => {
    try {
      return JSON.parse(line) as JournalEntry | Header;
    } catch (cause) {
      throw new CorruptStateError(`line ${index + 1} of the journal ${file} is damaged`, { cause });
    }
  });
  const [header, ...rest] = entries;
  if (header?.kind !== 'start' || header.base !== base) return undefined;
  return applyEntries({ ...from, salt: header.salt ?? from.salt }, rest as JournalEntry[]);
}

/** The state after the entries. New resources come first, in their order, then what is left of the old ones. */
export function applyEntries(
  from: DeploymentFile,
  entries: readonly JournalEntry[],
): DeploymentFile {
  const olds = new Map(from.resources.map((resource, index) => [index, resource]));
  const news = new Map<string, EncodedResource>();
  const pending = new Map<number, DeploymentFile['pending'][number]>();
  for (const entry of entries) {
    switch (entry.kind) {
      case 'begin':
        pending.set(entry.step, { type: entry.type, resource: entry.resource });
        break;
      case 'end':
        pending.delete(entry.step);
        break;
      case 'put':
        news.set(String(entry.resource['urn']), entry.resource);
        if (entry.old !== undefined) olds.delete(entry.old);
        break;
      case 'replace':
        news.set(String(entry.resource['urn']), entry.resource);
        olds.set(entry.old, entry.condemned);
        break;
      case 'keep': {
        const kept = olds.get(entry.old);
        if (kept !== undefined) news.set(String(kept['urn']), kept);
        olds.delete(entry.old);
        break;
      }
      case 'amend':
        news.set(String(entry.resource['urn']), entry.resource);
        break;
      case 'mark':
        olds.set(entry.old, entry.resource);
        break;
      case 'drop':
        olds.delete(entry.old);
        break;
    }
  }
  // Effects of the interrupted run come after those an earlier one left open, unless that resource is settled now.
  const open = [...pending.values()];
  const settled = new Set([...news.keys(), ...open.map((item) => String(item.resource['urn']))]);
  const left = from.pending.filter((item) => !settled.has(String(item.resource['urn'])));
  return {
    salt: from.salt,
    resources: [...news.values(), ...olds.values()],
    pending: [...left, ...open],
  };
}
