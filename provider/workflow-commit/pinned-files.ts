import { unknownCommit } from '../../core/kernel/delivered-names';
import { type CheckFailure } from '../protocol/provider';
import { isMap, unknown, type Value, type ValueMap } from '../protocol/values';

/** The files among inputs, with the pinned commit where the null object name is in a text. It stays while that is unknown. */
export function pinnedFiles({ files = null, pin }: ValueMap): Value {
  if (!isMap(files) || typeof pin !== 'string') return files;
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === 'string' ? content.replaceAll(unknownCommit, pin) : content,
    ]),
  );
}

export function checkPin({ pin }: ValueMap): readonly CheckFailure[] {
  if (pin === undefined || pin === null || pin === unknown) return [];
  if (typeof pin === 'string' && /^[0-9a-f]{40}$/.test(pin)) return [];
  const found = typeof pin === 'string' ? JSON.stringify(pin) : typeof pin;
  return [{ property: 'pin', reason: `must be a full commit SHA; found ${found}` }];
}

/** What waits in a pull request has no commit that it will be found at. */
export function checkKeepCommits({ keepCommits, delivery }: ValueMap): readonly CheckFailure[] {
  const property = 'keepCommits';
  if (keepCommits === undefined || keepCommits === null || keepCommits === unknown) return [];
  if (typeof keepCommits !== 'boolean')
    return [{ property, reason: `must be a boolean; found ${JSON.stringify(keepCommits)}` }];
  return keepCommits && delivery === 'pullRequest'
    ? [{ property, reason: 'needs the delivery commit; found "pullRequest"' }]
    : [];
}
