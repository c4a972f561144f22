import { parseActionRef } from '../reading/action-ref';
import { isUnreadable, readWorkflow } from '../reading/read-workflow';
import { usesOf } from './exposure';
import { certaintyOf, type Suspect } from './suspect';

/** What takes the place of the suspect. */
export interface Replacement {
  /** `owner/name@COMMIT`; an action inside of the repository keeps its path. */
  readonly uses: string;
  /** Written behind it as a comment, such as `v4.1.2`. */
  readonly version: string | undefined;
}

/**
 * A workflow's, or an action's, text with the replacement in place of the suspect; undefined where nothing of it is in the
 * text. All else stays as it is, character by character.
 */
export function movedText(
  path: string,
  text: string,
  suspect: Suspect,
  replacement: Replacement,
): string | undefined {
  const workflow = readWorkflow(path, text);
  if (isUnreadable(workflow)) return undefined;
  const found = usesOf(workflow)
    .filter(({ uses, comment }) => certaintyOf(suspect, uses.value, comment) !== undefined)
    .map(({ uses }) => uses)
    .sort((a, b) => b.offset - a.offset);
  let moved = text;
  // From the end of the file, so that what comes before stays where it is.
  for (const { offset, raw, value } of found) {
    const end = offset + raw.length;
    const line = /^[^\r\n]*/.exec(moved.slice(end))?.[0] ?? '';
    const rest = /^\s*(?:#.*)?$/.test(line) ? comment(replacement) : line;
    const uses = raw.replace(value, replaced(value, replacement));
    moved = moved.slice(0, offset) + uses + rest + moved.slice(end + line.length);
  }
  return moved === text ? undefined : moved;
}

/** The comment of the former version says nothing of the new one. */
const comment = ({ version }: Replacement): string =>
  version === undefined ? '' : ` # ${version}`;

function replaced(uses: string, { uses: by }: Replacement): string {
  const before = parseActionRef(uses);
  const after = parseActionRef(by);
  if (before.kind !== 'repository' || after.kind !== 'repository') return by;
  const path = after.path === '' ? before.path : after.path;
  return `${after.owner}/${after.name}${path}@${after.ref}`;
}
