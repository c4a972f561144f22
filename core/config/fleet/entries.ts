import { type Problem } from '../../kernel/problem';
import { readLocatedYaml } from '../located-yaml';
import { isSettings, own, type Settings } from '../own';
import { type KeyPath, pathText, type Place } from '../place';
import { repositoryDefaults } from '../repository-schema';
import { type FleetText } from './files';
import { fleetEntry, fleetFileSchema } from './fleet-schema';
import { forbiddenKeys } from './forbidden-keys';
import { type Layer } from './inherit';
import {
  isSound,
  type PlacedProblem,
  removedKeys,
  schemaProblems,
  stripped,
} from './placed-problems';

/** One repository as it is written. */
export interface Entry {
  readonly name: string;
  /** Names of the groups it is in, in order. */
  readonly groups: readonly string[];
  /** Its own settings; the place of a path holds for `name` and `groups` too. */
  readonly layer: Layer;
  /** Whether it is right as far as that can be judged without what it inherits. */
  readonly isSound: boolean;
}

export interface Group {
  readonly name: string;
  readonly layer: Layer;
  readonly isSound: boolean;
}

/** What fleet files hold. */
export interface FleetContent {
  readonly groups: readonly Group[];
  readonly entries: readonly Entry[];
  readonly problems: readonly Problem[];
}

type PlaceAt = (path: KeyPath) => Place;

/** Reads fleet files and reports every problem in them. */
export function readFleet(texts: readonly FleetText[]): FleetContent {
  const contents = texts.map(readFile);
  return {
    groups: contents.flatMap(({ groups }) => groups),
    entries: contents.flatMap(({ entries }) => entries),
    problems: contents.flatMap(({ problems }) => problems),
  };
}

function readFile({ file, text }: FleetText): FleetContent {
  const read = readLocatedYaml(file, text);
  if (!read.ok) return { groups: [], entries: [], problems: read.problems };
  const { value, positionAt } = read.yaml;
  if (!isSettings(value)) {
    const message = value === null ? 'holds only comments' : 'does not hold keys and values';
    const problem = { code: 'fleet-file', file, message, allowed: 'groups, repositories' };
    return { groups: [], entries: [], problems: [problem] };
  }
  const placeAt = (path: KeyPath): Place => ({ file, ...positionAt(path), path: pathText(path) });
  const problems = fileProblems(value, placeAt);
  return {
    groups: groupsOf(value['groups'], problems, placeAt),
    entries: entriesOf(value['repositories'], problems, placeAt),
    problems: problems.map(({ problem }) => problem),
  };
}

function fileProblems(value: Settings, placeAt: PlaceAt): readonly PlacedProblem[] {
  const { groups, repositories } = value;
  const checked = {
    ...value,
    ...(isSettings(groups) ? { groups: strippedEach(groups) } : {}),
    ...(Array.isArray(repositories) ? { repositories: repositories.map(stripped) } : {}),
  };
  return [
    ...schemaProblems(checked, fleetFileSchema, placeAt),
    ...removedKeys(groups, ['groups'], repositoryDefaults, placeAt),
    ...removedKeys(repositories, ['repositories'], fleetEntry, placeAt),
    ...forbiddenKeys(value, placeAt),
  ];
}

function groupsOf(
  groups: unknown,
  problems: readonly PlacedProblem[],
  placeAt: PlaceAt,
): readonly Group[] {
  if (!isSettings(groups)) return [];
  return Object.entries(groups).map(([name, settings]) => ({
    name,
    layer: {
      kind: 'group',
      name,
      settings: isSettings(settings) ? settings : {},
      placeOf: (path) => placeAt(['groups', name, ...path]),
    },
    isSound: isSound(problems, ['groups', name]),
  }));
}

/** The entries of a list of repositories that have a name; the schema reports the others. */
export function entriesOf(
  repositories: unknown,
  problems: readonly PlacedProblem[],
  placeAt: PlaceAt,
): readonly Entry[] {
  if (!Array.isArray(repositories)) return [];
  return repositories.flatMap((value: unknown, index): readonly Entry[] => {
    const name = own(value, 'name');
    if (!isSettings(value) || typeof name !== 'string') return [];
    const { name: _name, groups, ...settings } = value;
    const placeOf = (path: KeyPath): Place => placeAt(['repositories', index, ...path]);
    return [
      {
        name,
        groups: Array.isArray(groups) ? groups.filter((group) => typeof group === 'string') : [],
        layer: { kind: 'repository', settings, placeOf },
        isSound: isSound(problems, ['repositories', index]),
      },
    ];
  });
}

function strippedEach(layers: Settings): Settings {
  return Object.fromEntries(Object.entries(layers).map(([name, one]) => [name, stripped(one)]));
}
