import { type Difference, type PropertyChange } from '../wire/resource-kind';
import { AssetValue, isMap, unknown, type Value, type ValueMap } from '../wire/values';
import { blobSha, contentOf } from './blob';
import { fileKey } from './check-files';
import { strings } from './inputs';
import { readState, type WorkflowCommitState } from './state';

/** Properties that only a new resource can have another value of. */
const replacing: ReadonlySet<string> = new Set(['repository', 'branch']);
const plain = [
  'repository',
  'branch',
  'message',
  'adopt',
  'delivery',
  'pullRequest',
  'requireOneOf',
];

/**
 * What differs between the files as last delivered or seen and the new inputs, file by file. It needs no network. While a
 * pull request is open there always is something to do: to see whether it has been merged.
 */
export function differences(outputs: ValueMap, news: ValueMap): Difference {
  const changed: Record<string, PropertyChange> = {};
  for (const key of plain) {
    // How a delivery is worded matters only when there is one.
    if (key === 'message' || key === 'adopt') continue;
    const before = JSON.stringify(outputs[key] ?? null);
    const after = news[key] === unknown ? undefined : JSON.stringify(news[key] ?? null);
    if (before === after) continue;
    changed[key] = replacing.has(key) ? 'update-replace' : 'update';
  }
  const state = readState(outputs);
  Object.assign(changed, fileDifferences(state, news['files']));
  const before = [...state.executables].sort().join('\n');
  const after = [...strings(news['executables'])].sort().join('\n');
  if (before !== after) changed['executables'] = 'update';
  if (state.pending) changed['pending'] = 'update';
  return changed;
}

function fileDifferences(
  { blobs, assetBlobs }: WorkflowCommitState,
  files: ValueMap[string] | undefined,
): Difference {
  if (!isMap(files)) return { files: 'update' };
  const changed: Record<string, PropertyChange> = {};
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
