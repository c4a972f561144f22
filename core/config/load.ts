import { type Problem } from '../kernel/problem';
import { awsProblems } from './aws-problems';
import { centralProblems } from './central-problems';
import { entriesOf } from './fleet/entries';
import { fleetEntry } from './fleet/fleet-schema';
import { forbiddenKeys } from './fleet/forbidden-keys';
import { type Layer } from './fleet/inherit';
import {
  isSound,
  type PlacedProblem,
  removedKeys,
  removedKeysOf,
  schemaProblems,
  stripped,
} from './fleet/placed-problems';
import { type Resolved, resolveRepositories } from './fleet/resolve';
import { type FleetSource, numberProblems, selectFleet } from './fleet/select';
import { enterpriseServerProblems } from './enterprise-server';
import { guardDeliveryProblems } from './guard-problems';
import { type Position } from './located-yaml';
import { isSettings, own, type Settings } from './own';
import { type KeyPath, type Place, stackPath } from './place';
import { unsafeGithub } from './plain-http';
import {
  dashboardCopyProblems,
  deliveryProblems,
  replacementProblems,
} from './protection-problems';
import { repositoryDefaults, type RepositorySettings } from './repository-schema';
import { referencedKeys, secretProblems } from './secret-problems';
import { stackSchema, type StackFile } from './stack-schema';

/** What a stack file says, as the engine hands it to the program. */
export interface StackSource {
  /** Name of the stack file, for messages: `Pulumi.dev.yaml`. */
  readonly file: string;
  /** Keys of the project's namespace without it; objects and lists as JSON text. */
  readonly values: Readonly<Record<string, string>>;
  /** Whether a key was set with `--secret`. */
  readonly isSecret: (key: string) => boolean;
  /** Where a key path of the file stands, where known. */
  readonly positionAt?: (path: KeyPath) => Position | undefined;
  /** Reads fleet files; absent, there are none. */
  readonly fleet?: FleetSource;
}

type Shared = Omit<StackFile, 'defaults' | 'repositories' | 'fleet'>;

/** The stack's configuration with every repository's settings complete. */
export interface StackConfig extends Shared {
  readonly repositories: readonly RepositorySettings[];
}

export type LoadedStack =
  | {
      readonly ok: true;
      readonly config: StackConfig;
      /** The repositories with what their settings were made of. */
      readonly resolved: readonly Resolved[];
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads and checks a whole stack with its fleet files; every problem is reported at once, none is thrown. */
export function loadStack(source: StackSource): LoadedStack {
  const problems: Problem[] = [];
  const known = Object.keys(stackSchema.shape);
  const placeAt = (path: KeyPath): Place => ({
    file: source.file,
    ...source.positionAt?.(path),
    path: stackPath(path),
  });
  const parsed = parseValues(source, known, problems);
  const fleet = selectFleet(source.fleet, parsed['fleet'], placeAt);
  const secretKeys = new Set([
    ...referencedKeys(parsed),
    ...fleet.groups.flatMap(({ layer }) => referencedKeys(layer.settings)),
    ...fleet.entries.flatMap(({ layer }) => referencedKeys(layer.settings)),
  ]);
  const input = Object.fromEntries(
    Object.entries(parsed).filter(([key]) => known.includes(key) || !secretKeys.has(key)),
  );
  const ofStack = stackProblems(input, placeAt);
  problems.push(...ofStack.map(({ problem }) => problem), ...fleet.problems);
  const isSet = (key: string): boolean => Object.hasOwn(source.values, key);
  problems.push(...secretProblems(secretKeys, isSet, source.isSecret));

  const entries = [...entriesOf(input['repositories'], ofStack, placeAt), ...fleet.entries];
  if (isSound(ofStack, ['repositories'])) {
    problems.push(...numberProblems(entries.length, fleet, placeAt(['repositories'])));
  }
  const defaults = isSound(ofStack, ['defaults']) ? defaultsLayer(input, placeAt) : undefined;
  const { resolved, problems: ofRepositories } = resolveRepositories(
    defaults,
    fleet.groups,
    entries,
  );
  problems.push(...ofRepositories);
  const repositories = resolved.map(({ settings }) => settings);
  const checked = stackSchema.safeParse(withoutLayers(input));
  if (checked.success) {
    for (const { path, ...unsafe } of unsafeGithub(checked.data.github)) {
      problems.push({ code: 'unsafe-address', ...placeAt(path), ...unsafe });
    }
    for (const problem of enterpriseServerProblems(checked.data.github))
      problems.push({ ...placeAt(['github', 'baseUrl']), ...problem });
    problems.push(
      ...deliveryProblems(checked.data, repositories),
      ...guardDeliveryProblems(checked.data, repositories),
      ...centralProblems(checked.data, repositories),
      ...replacementProblems(checked.data, repositories),
      ...dashboardCopyProblems(checked.data, repositories),
      ...awsProblems(checked.data.aws, repositories, stackPath),
    );
  }
  if (!checked.success || problems.length > 0) {
    return { ok: false, problems: problems.map((problem) => ({ file: source.file, ...problem })) };
  }
  const { defaults: _defaults, repositories: _entries, fleet: _fleet, ...shared } = checked.data;
  return { ok: true, config: { ...shared, repositories }, resolved };
}

function parseValues(
  source: StackSource,
  known: readonly string[],
  problems: Problem[],
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(source.values).map(([key, text]) => {
      if (!known.includes(key)) return [key, text];
      try {
        return [key, JSON.parse(text) as unknown];
      } catch {
        problems.push({
          code: 'invalid-type',
          path: stackPath([key]),
          message: 'has the wrong type',
          found: 'a plain text',
          allowed: `${key === 'repositories' ? 'a list' : 'an object'} in YAML`,
        });
        return [key, undefined];
      }
    }),
  );
}

function stackProblems(
  input: Settings,
  placeAt: (path: KeyPath) => Place,
): readonly PlacedProblem[] {
  const { defaults, repositories } = input;
  const checked = {
    ...input,
    ...(isSettings(defaults) ? { defaults: stripped(defaults) } : {}),
    ...(Array.isArray(repositories) ? { repositories: repositories.map(stripped) } : {}),
  };
  return [
    ...schemaProblems(checked, stackSchema, placeAt),
    ...removedKeysOf(defaults, ['defaults'], repositoryDefaults, placeAt),
    ...removedKeys(repositories, ['repositories'], fleetEntry, placeAt),
    ...forbiddenKeys(input, placeAt),
  ];
}

function defaultsLayer(input: Settings, placeAt: (path: KeyPath) => Place): Layer {
  const defaults = own(input, 'defaults');
  return {
    kind: 'stack',
    settings: isSettings(defaults) ? defaults : {},
    placeOf: (path) => placeAt(['defaults', ...path]),
  };
}

/** What of a stack is its own: its repositories are checked with all that they inherit. */
function withoutLayers(input: Settings): Settings {
  const { defaults: _defaults, repositories: _repositories, ...shared } = input;
  return shared;
}
