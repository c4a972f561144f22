import { positionOf } from '../../core/reading/source';
import { type Position } from '../../core/reading/workflow';
import { tokenPatterns } from './lists';

const PATTERNS = tokenPatterns.patterns.map(([name, pattern]) => ({
  name,
  pattern: new RegExp(pattern, 'g'),
}));

/** What looks like a credential in a text, and where; never its text. */
export function credentialsIn(text: string): readonly (Position & { readonly name: string })[] {
  const found = PATTERNS.flatMap(({ name, pattern }) =>
    [...text.matchAll(pattern)].map(({ index }) => ({ name, index })),
  );
  if (found.length === 0) return [];
  const lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return found.map(({ name, index }) => ({ name, ...positionOf({ text, lineStarts }, index) }));
}
