import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import {
  isArchive,
  isAsset,
  isList,
  isObject,
  type PropertyMap,
  type PropertyObject,
  type PropertyValue,
} from './property-value';

/** Thrown when a file that the program names as an asset cannot be read. */
export class AssetError extends Error {
  override readonly name = 'AssetError';
}

/**
 * Gives every asset and archive the hash of what it holds, as the engine does before it passes them on: two assets
 * are equal when their hashes are. The hash of an asset is the engine's own (SHA-256 of the bytes); that of an
 * archive is a hash over the sorted names and hashes of its files, because the engine's depends on how it packs.
 *
 * @param directory where relative paths start: the program's working directory.
 * @throws AssetError when a file cannot be read.
 */
export async function withAssetHashes(
  properties: PropertyMap,
  directory: string,
): Promise<PropertyMap> {
  return (await hashed(properties, directory)) as PropertyMap;
}

async function hashed(value: PropertyValue, directory: string): Promise<PropertyValue> {
  if (isList(value)) {
    if (!value.some((item) => typeof item === 'object' && item !== null)) return value;
    return Promise.all(value.map((item) => hashed(item, directory)));
  }
  if (!isObject(value)) return value;
  if (isAsset(value)) {
    // The SDK's own mark stays on its side of the protocol.
    const { __pulumiAsset: _mark, ...asset } = value;
    return typeof value['hash'] === 'string'
      ? asset
      : { ...asset, hash: await assetHash(value, directory) };
  }
  if (isArchive(value)) return hashedArchive(value, directory);
  let copy: Record<string, PropertyValue> | undefined;
  const entries: readonly (readonly [string, PropertyValue])[] = Object.entries(value);
  for (const [key, item] of entries) {
    if (!isObject(item) && !isList(item)) continue;
    const changed = await hashed(item, directory);
    if (changed !== item) (copy ??= { ...(value as PropertyObject) })[key] = changed;
  }
  return copy ?? value;
}

async function assetHash(asset: PropertyObject, directory: string): Promise<string> {
  if (typeof asset['path'] === 'string') {
    return sha256(await readAsset(path.resolve(directory, asset['path'])));
  }
  if (typeof asset['text'] === 'string') return sha256(asset['text']);
  // A remote asset is never fetched here: planning needs no network. Its address stands for its content.
  return sha256(JSON.stringify(asset['uri'] ?? ''));
}

async function hashedArchive(archive: PropertyObject, directory: string): Promise<PropertyObject> {
  if (typeof archive['hash'] === 'string') return archive;
  const members = archive['assets'];
  if (isObject(members)) {
    const assets: Record<string, PropertyValue> = {};
    for (const name of Object.keys(members).sort()) {
      assets[name] = await hashed(members[name] ?? null, directory);
    }
    const hash = sha256(
      JSON.stringify(
        Object.entries(assets).map(([name, item]) => [name, isObject(item) ? item['hash'] : item]),
      ),
    );
    return { ...archive, assets, hash };
  }
  const from = archive['path'];
  const hash =
    typeof from === 'string'
      ? await pathHash(path.resolve(directory, from))
      : sha256(JSON.stringify(archive['uri'] ?? ''));
  return { ...archive, hash };
}

async function pathHash(file: string): Promise<string> {
  const entry = await stat(file).catch((cause: unknown) => {
    throw new AssetError(`cannot read the archive ${file}`, { cause });
  });
  if (!entry.isDirectory()) return sha256(await readAsset(file));
  const names = (await readdir(file)).sort();
  const parts = await Promise.all(
    names.map(async (name) => [name, await pathHash(path.join(file, name))]),
  );
  return sha256(JSON.stringify(parts));
}

async function readAsset(file: string): Promise<Buffer> {
  return readFile(file).catch((cause: unknown) => {
    throw new AssetError(`cannot read the asset ${file}; check that the file exists`, { cause });
  });
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
