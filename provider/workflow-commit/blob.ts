import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type AssetValue } from '../protocol/values';

/** Git's name of a file's content. @see https://git-scm.com/book/en/v2/Git-Internals-Git-Objects */
export function blobSha(content: Uint8Array): string {
  return createHash('sha1').update(`blob ${content.byteLength}\0`).update(content).digest('hex');
}

/** A file to be delivered to a repository. */
export interface DesiredFile {
  readonly sha: string;
  readonly executable: boolean;
  readonly content: Uint8Array;
}

/** Content of a file given as text or as an asset. @throws Error naming the path when an asset cannot be read. */
export function contentOf(path: string, value: string | AssetValue): Uint8Array {
  if (typeof value === 'string') return Buffer.from(value);
  const { source } = value;
  if (source === undefined)
    throw new Error(`files[${JSON.stringify(path)}]: the asset has no content`);
  if ('text' in source) return Buffer.from(source.text);
  return assetContent(resolve(source.path));
}

/**
 * The same few assets go to every repository of a stack: each is read once in a run. An asset that changes during a run
 * is delivered as it was at first.
 */
const assets = new Map<string, Uint8Array>();

function assetContent(path: string): Uint8Array {
  const known = assets.get(path);
  // Stryker disable next-line ConditionalExpression: reads the same bytes once more.
  if (known !== undefined) return known;
  const content = readFileSync(path);
  assets.set(path, content);
  return content;
}
