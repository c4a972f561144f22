import { closest } from 'fastest-levenshtein';
import { type Problem } from '../../kernel/problem';
import { configurationSections, type Row } from '../reference';
import { shownKey } from '../place';

/** What a key means. */
export interface KeyMeaning {
  readonly key: string;
  readonly type: string;
  /** As JSON; empty: none. */
  readonly fallback: string;
  readonly description: string;
  /** Who may set it; where there are several, a later one wins. */
  readonly setBy: string;
}

const ofRepositories =
  '`gatehouse:defaults` of the stack, a group of a fleet file, a repository; the later one wins';

/**
 * What a key means, with all that is below it.
 *
 * @param key as it is written anywhere: `gates.coverage`, `repositories[3].gates.coverage`, `gatehouse:github.owner`.
 */
export function explainKey(
  key: string,
):
  | { readonly ok: true; readonly meanings: readonly KeyMeaning[] }
  | { readonly ok: false; readonly problem: Problem } {
  const wanted = key
    .replace(/^gatehouse:/, '')
    .replace(/^(defaults|groups\.[^.]+|repositories(\[\d*\])?)\.(?!files$)/, '');
  const known = keys();
  const found = known.filter(({ key: name }) => matches(name, wanted));
  if (found.length > 0) return { ok: true, meanings: found };
  // Names are free below a map: the map is what there is to say.
  const maps = known.filter(
    ({ key: name, type }) => type === 'map' && matches(name, parentOf(wanted)),
  );
  if (maps.length > 0) return { ok: true, meanings: maps };
  const names = known.map(({ key: name }) => name);
  return {
    ok: false,
    problem: {
      code: 'unknown-key',
      path: shownKey(key),
      message: 'is not a configuration key',
      allowed: 'the keys of docs/configuration.md',
      ...(wanted.length > 100 ? {} : { remedy: `did you mean ${nearest(wanted, names)}?` }),
    },
  };
}

function keys(): readonly KeyMeaning[] {
  return configurationSections().flatMap(({ name, description, rows }) => {
    if (name === 'defaults') return rows.map((row) => meaning(row.path, row, ofRepositories));
    const ofStack = `the stack file (\`gatehouse:${name}\`)`;
    if (name === 'repositories') {
      return rows
        .filter(({ type }) => type !== '')
        .map((row) => meaning(row.path.replace('[].', ''), row, 'the entry of a repository'));
    }
    return [
      { key: name, type: 'object', fallback: '', description, setBy: ofStack },
      ...rows.map((row) => meaning(`${name}.${row.path}`, row, ofStack)),
    ];
  });
}

function meaning(key: string, { type, fallback, description }: Row, setBy: string): KeyMeaning {
  return { key, type, fallback: fallback.replaceAll('`', ''), description, setBy };
}

/** Whether a key is the wanted one or below it; `[]` of a key stands for any name or number. */
function matches(key: string, wanted: string): boolean {
  const source = key
    .split('[]')
    .map((part) => part.replaceAll('.', '\\.'))
    .join('(?:\\[\\d*\\]|\\.[^.]+)');
  if (new RegExp(`^${source}$`).test(wanted)) return true;
  return key.startsWith(`${wanted}.`) || key.startsWith(`${wanted}[]`);
}

function parentOf(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf('.')));
}

/** A key is mostly remembered by its last part. */
function nearest(wanted: string, names: readonly string[]): string {
  const last = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
  const near = closest(last(wanted), names.map(last));
  const candidates = names.filter((name) => last(name) === near);
  return closest(wanted, candidates);
}
