import { parseJsonText } from '../../kernel/json-text';
import { historySchema, type History } from '../history';
import { parseJson, refused, type Parsed } from './parsed';

const readVersion = 1;

/**
 * A stored history. `hint` is what to do about a damaged one; one that a newer version of Gatehouse wrote is not damaged,
 * and must not be deleted.
 */
export function parseHistory(text: string, file: string, hint: string): Parsed<History> {
  const parsed = parseJson(text, file, historySchema);
  if (parsed.ok) return parsed;
  const version = versionOf(text);
  if (version > readVersion) {
    return refused(file, 'newer-version', 'was written by a newer version of Gatehouse', {
      path: 'version',
      found: String(version),
      allowed: String(readVersion),
      remedy: 'run that version again, or a newer one; nothing is lost',
    });
  }
  return { ok: false, problems: parsed.problems.map((problem) => ({ ...problem, remedy: hint })) };
}

function versionOf(text: string): number {
  try {
    const value = parseJsonText(text);
    const version = (value as { readonly version?: unknown } | null)?.version;
    return typeof version === 'number' ? version : 0;
  } catch {
    return 0;
  }
}
