import { isMap, type ValueMap } from '../protocol/values';
import { pinnedFiles } from './pinned-files';
import { unifiedDiff } from './unified-diff';

/**
 * What an update changes inside the files, for a preview: the engine prints old and new content as one escaped line each.
 * It needs no network. Contents given as assets are not shown: of old ones the engine keeps only the hash.
 *
 * @param shown differences that the run has shown before, which a fleet's repositories mostly share; grows.
 */
export function previewDiff(oldInputs: ValueMap, news: ValueMap, shown: Set<string>): string {
  const [before, after] = [oldInputs, news].map((inputs) => {
    const files = pinnedFiles(inputs);
    return isMap(files) ? files : {};
  }) as [ValueMap, ValueMap];
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const parts: string[] = [];
  for (const path of paths) {
    const [old = '', now = ''] = [before[path], after[path]];
    if (typeof old !== 'string' || typeof now !== 'string' || old === now) continue;
    const text = unifiedDiff(path, old, now);
    if (shown.has(text)) parts.push(`${path}: same changes as in a repository above`);
    else parts.push(text);
    shown.add(text);
  }
  return parts.join('\n');
}
