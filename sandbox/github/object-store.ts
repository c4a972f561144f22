import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { constants, deflateSync, inflateSync } from 'node:zlib';
import { runGit } from './git';

export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag';

export interface GitObject {
  readonly type: ObjectType;
  readonly content: Buffer;
}

/** Trees and commits that are kept in memory; what a name stands for never changes. */
const keptObjects = 4096;
/** Bytes of a deflated object that its header nearly always fits into. */
const headerBytes = 512;

export const isSha = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);

/**
 * The objects of one bare repository. Loose ones are read and written here, since a git process for each would cost more
 * than the rest of a request; packed ones are asked of git. `isomorphic-git` is not used: it brings a dozen packages and
 * moves refs without comparing them, so git is needed besides it all the same.
 * https://git-scm.com/book/en/v2/Git-Internals-Git-Objects
 */
export class ObjectStore {
  private readonly kept = new Map<string, GitObject>();

  constructor(private readonly directory: string) {}

  /** Undefined when there is no object of that name. */
  async find(sha: string): Promise<GitObject | undefined> {
    const known = this.kept.get(sha);
    if (known !== undefined) return known;
    const found = this.loose(sha) ?? (await this.packed(sha));
    if (found !== undefined && (found.type === 'tree' || found.type === 'commit'))
      this.keep(sha, found);
    return found;
  }

  /** Type and size in bytes of a loose object, without reading it all. */
  looseHeader(sha: string): { readonly type: ObjectType; readonly size: number } | undefined {
    const deflated = this.read(sha);
    if (deflated === undefined) return undefined;
    const start = inflateSync(deflated.subarray(0, headerBytes), {
      finishFlush: constants.Z_SYNC_FLUSH,
    });
    // The tables of the first block come before any text and may take all of these bytes.
    return parseHeader(start.includes(0) ? start : inflateSync(deflated));
  }

  write(type: ObjectType, content: Uint8Array): string {
    const whole = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
    const sha = createHash('sha1').update(whole).digest('hex');
    const path = this.pathOf(sha);
    if (!existsSync(path)) {
      mkdirSync(join(path, '..'), { recursive: true });
      const temporary = `${path}.${randomBytes(6).toString('hex')}`;
      writeFileSync(temporary, deflateSync(whole), { mode: 0o444 });
      renameSync(temporary, path);
    }
    return sha;
  }

  private loose(sha: string): GitObject | undefined {
    const deflated = this.read(sha);
    if (deflated === undefined) return undefined;
    const whole = inflateSync(deflated);
    return { type: parseHeader(whole).type, content: whole.subarray(whole.indexOf(0) + 1) };
  }

  private async packed(sha: string): Promise<GitObject | undefined> {
    const asked = ['--git-dir', this.directory, 'cat-file', '--batch'];
    const answer = await runGit(asked, { input: `${sha}\n` });
    const end = answer.indexOf('\n');
    const [, type = '', size = ''] = answer.subarray(0, end).toString('latin1').split(' ');
    if (!isObjectType(type)) return undefined;
    return { type, content: answer.subarray(end + 1, end + 1 + Number(size)) };
  }

  private read(sha: string): Buffer | undefined {
    try {
      return readFileSync(this.pathOf(sha));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  private pathOf(sha: string): string {
    return join(this.directory, 'objects', sha.slice(0, 2), sha.slice(2));
  }

  private keep(sha: string, object: GitObject): void {
    const [oldest] = this.kept.keys();
    if (this.kept.size >= keptObjects && oldest !== undefined) this.kept.delete(oldest);
    this.kept.set(sha, object);
  }
}

function parseHeader(whole: Buffer): { type: ObjectType; size: number } {
  const [type = '', size = ''] = whole.subarray(0, whole.indexOf(0)).toString('latin1').split(' ');
  if (!isObjectType(type)) throw new Error(`an object of the unknown type "${type}"`);
  return { type, size: Number(size) };
}

function isObjectType(text: string): text is ObjectType {
  return ['blob', 'tree', 'commit', 'tag'].includes(text);
}
