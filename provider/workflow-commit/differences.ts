import { isDeepStrictEqual } from 'node:util';
import { type DiffKind } from '../protocol/provider';
import { type Difference } from '../resource-kind';
import { AssetValue, isMap, type Value, type ValueMap } from '../protocol/values';
import { blobSha, contentOf } from './blob';
import { fileKey } from './check-files';
import { hasUnknown, sharedOf, strings } from './inputs';
import { pinnedFiles } from './pinned-files';
import { readState, type WorkflowCommitState } from './state';

/** Properties that only a new resource can have another value of. */
const replacing: ReadonlySet<string> = new Set(['repository', 'branch']);
/** How a delivery is worded, and what it may overwrite, matters only when there is one. */
const plain = [
  'repository',
  'branch',
  'delivery',
  'pullRequest',
  'requireOneOf',
  'checks',
  'replaces',
  'replacesJobs',
  'merged',
  'owner',
  'shared',
  'keepCommits',
];
const defaults: ValueMap = { delivery: 'commit', keepCommits: false };

/**
 * What differs between the files as last delivered or seen and the new inputs, file by file. It needs no network,
 * and so does not know whether a pull request that was open has been merged.
 */
export function differences(outputs: ValueMap, news: ValueMap): Difference {
  const changed: Record<string, DiffKind> = {};
  for (const key of plain) {
    const before = outputs[key] ?? defaults[key] ?? null;
    const after = news[key] ?? defaults[key] ?? null;
    if (isEqual(before, after)) continue;
    changed[key] = replacing.has(key) ? 'update-replace' : 'update';
  }
  const state = readState(outputs);
  const block = sharedOf(news['shared'])?.block ?? '';
  if (!hasUnknown(news['shared'] ?? null) && (state.shared?.block ?? '') !== block)
    changed['shared'] = 'update';
  Object.assign(changed, fileDifferences(state, pinnedFiles(news)));
  // A file that is gone is a difference of its own.
  const here = strings(news['executables']).filter((path) => path in state.blobs);
  if (!isEqual([...state.executables].sort(), here.sort())) changed['executables'] = 'update';
  return changed;
}

function fileDifferences(
  { blobs, assetBlobs }: WorkflowCommitState,
  files: ValueMap[string] | undefined,
): Difference {
  if (!isMap(files)) return { files: 'update' };
  const changed: Record<string, DiffKind> = {};
  for (const [path, value] of Object.entries(files)) {
    const before = blobs[path];
    if (before === undefined) changed[fileKey(path)] = 'add';
    else if (blobOf(path, value, assetBlobs) !== before) changed[fileKey(path)] = 'update';
  }
  for (const path of Object.keys(blobs)) if (!(path in files)) changed[fileKey(path)] = 'delete';
  return changed;
}

/**
 * The blob a file will be. When it asks for differences the engine leaves the contents of assets out and gives their hash
 * only, so the blobs of delivered assets are kept by that.
 */
function blobOf(
  path: string,
  value: Value,
  assetBlobs: WorkflowCommitState['assetBlobs'],
): string | undefined {
  if (typeof value !== 'string' && !(value instanceof AssetValue)) return undefined;
  if (typeof value !== 'string' && value.source === undefined) return assetBlobs[value.hash];
  return blobSha(contentOf(path, value));
}

/** Whether two values are known and the same; the order of a map's keys is none of its own. */
function isEqual(a: Value, b: Value): boolean {
  return isDeepStrictEqual(a, b) && !hasUnknown(b);
}
