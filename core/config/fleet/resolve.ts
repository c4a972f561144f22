import { type Problem } from '../../kernel/problem';
import { houseDefaults } from '../defaults';
import { own, type Settings } from '../own';
import { type KeyPath, type Place, placeText } from '../place';
import { unsafeSmoke } from '../plain-http';
import { suggestion, toProblems } from '../problems';
import { repositorySettings, type RepositorySettings } from '../repository-schema';
import { type Entry, type Group } from './entries';
import { inherit, type Layer } from './inherit';

/** A repository with its settings complete, and the layers that they were made of. */
export interface Resolved {
  readonly settings: RepositorySettings;
  /** Of the stack, of its groups in order, its own. */
  readonly layers: readonly Layer[];
}

export interface Resolution {
  readonly resolved: readonly Resolved[];
  readonly problems: readonly Problem[];
}

/** What every repository begins with. */
const house: Settings = { ...houseDefaults };

/** Completes each repository from what it inherits, and checks what only the whole shows. */
export function resolveRepositories(
  defaults: Layer | undefined,
  groups: readonly Group[],
  entries: readonly Entry[],
): Resolution {
  const byName = new Map(groups.map((group) => [group.name, group]));
  const wrong: { readonly problem: Problem; readonly name: string }[] = [];
  const problems = [...duplicateGroups(groups), ...duplicateEntries(entries)];
  const resolved = entries.flatMap((entry): readonly Resolved[] => {
    problems.push(...groupProblems(entry, byName));
    const members = entry.groups.flatMap((name) => byName.get(name) ?? []);
    const isWhole = entry.isSound && members.every((group) => group.isSound);
    if (defaults === undefined || !isWhole || members.length < entry.groups.length) return [];
    const layers = [defaults, ...members.map(({ layer }) => layer), entry.layer];
    const merged = { name: entry.name, ...inherit(house, layers) };
    const checked = repositorySettings.safeParse(merged);
    const placeAt = (path: KeyPath): Place => layerAt(layers, path, entry.layer).placeOf(path);
    if (checked.success) {
      for (const { path, ...unsafe } of unsafeSmoke(checked.data)) {
        const problem = { code: 'unsafe-address', ...placeAt(path), ...unsafe };
        wrong.push({ problem, name: entry.name });
      }
      return [{ settings: checked.data, layers }];
    }
    const found = toProblems(checked.error.issues, merged, placeAt, repositorySettings);
    wrong.push(...found.map((problem) => ({ problem, name: entry.name })));
    return [];
  });
  return { resolved, problems: [...problems, ...toldOnce(wrong)] };
}

/** The last layer that has something at a path, or next above it. */
function layerAt(layers: readonly Layer[], path: KeyPath, fallback: Layer): Layer {
  for (let length = path.length; length > 0; length -= 1) {
    const part = path.slice(0, length);
    const found = layers.findLast(
      ({ settings }) => (part.reduce<unknown>(own, settings) ?? undefined) !== undefined,
    );
    if (found !== undefined) return found;
  }
  return fallback;
}

/** A mistake in a group affects each of its repositories: it is reported once, with their number. */
function toldOnce(
  wrong: readonly { readonly problem: Problem; readonly name: string }[],
): readonly Problem[] {
  const byText = new Map<string, { readonly problem: Problem; readonly names: string[] }>();
  for (const { problem, name } of wrong) {
    const text = JSON.stringify(problem);
    const known = byText.get(text);
    if (known === undefined) byText.set(text, { problem, names: [name] });
    else known.names.push(name);
  }
  return [...byText.values()].map(({ problem, names: [first, ...more] }) =>
    more.length === 0
      ? problem
      : { ...problem, message: `${problem.message} (of ${String(first)} and ${more.length} more)` },
  );
}

function groupProblems(entry: Entry, groups: ReadonlyMap<string, Group>): readonly Problem[] {
  return entry.groups.flatMap((name, index): readonly Problem[] => {
    const place = entry.layer.placeOf(['groups', index]);
    const found = JSON.stringify(name);
    if (!groups.has(name)) {
      const known = [...groups.keys()];
      const message = "is not a group in the stack's fleet files";
      const allowed = known.slice(0, 20).join(', ') || 'none';
      const near = suggestion(name, known);
      return [{ code: 'unknown-group', ...place, message, found, allowed, ...near }];
    }
    if (entry.groups.indexOf(name) === index) return [];
    const message = 'names a group a second time';
    return [{ code: 'duplicate-group', ...place, message, found, allowed: 'each group once' }];
  });
}

function duplicateGroups(groups: readonly Group[]): readonly Problem[] {
  const first = new Map<string, Group>();
  return groups.flatMap((group): readonly Problem[] => {
    const known = first.get(group.name);
    if (known === undefined) {
      first.set(group.name, group);
      return [];
    }
    const message = `repeats ${placeText(known.layer.placeOf([]))}`;
    const allowed = 'each group once in all files of a stack';
    return [{ code: 'duplicate-group', ...group.layer.placeOf([]), message, allowed }];
  });
}

function duplicateEntries(entries: readonly Entry[]): readonly Problem[] {
  const first = new Map<string, Layer>();
  return entries.flatMap(({ name, layer }): readonly Problem[] => {
    const known = first.get(name.toLowerCase());
    if (known === undefined) {
      first.set(name.toLowerCase(), layer);
      return [];
    }
    return [
      {
        code: 'duplicate-repository',
        ...layer.placeOf(['name']),
        message: `repeats ${placeText(known.placeOf([]))}`,
        found: JSON.stringify(name),
        allowed: 'each repository once (GitHub compares names without case)',
      },
    ];
  });
}
