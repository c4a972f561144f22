import { type Edit } from './rule';

/** Applies edits to a text; they must not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.offset - a.offset)
    .reduce(
      (result, { offset, remove, insert }) =>
        result.slice(0, offset) + insert + result.slice(offset + remove),
      text,
    );
}
