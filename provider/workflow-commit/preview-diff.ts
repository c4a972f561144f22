import { isMap, type ValueMap } from '../protocol/values';
import { unifiedDiff } from './unified-diff';

/**
 * What an update changes inside the files, for a preview: the engine prints old and new content as one escaped line each.
 * It needs no network. Contents given as assets are not shown: of old ones the engine keeps only the hash.
 *
 * @param shown differences that the run has shown before, which a fleet's repositories mostly share; grows.
 */
export function previewDiff(oldInputs: ValueMap, news: ValueMap, shown: Set<string>): string {
  const before = isMap(oldInputs['files']) ? oldInputs['files'] : {};
  const after = isMap(news['files']) ? news['files'] : {};
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
