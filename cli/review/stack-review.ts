import { compareGates, type GateComparison } from '../../core/gates/compare-gates';
import { propertyDifferences } from '../../provider/protocol/property-diff';
import {
  equalValues,
  isInternalKey,
  type PropertyMap,
} from '../../provider/protocol/property-value';
import { providerPackage } from '../../provider/protocol/urn';
import { type ContentReader, deliveredFiles } from '../report/rendered-files';
import {
  type Change,
  type ChangeGroup,
  type ChangeKind,
  groupRepositories,
  shownDifferences,
  withoutRepository,
} from './change-group';
import { type FileDiffer } from './file-diff';
import { gateState, repositoryOf, resourceKey } from './gate-state';
import { matchAliases } from './match-aliases';
import { type SurveyedResource } from './survey';
import { gatehouseTypes, githubTypes } from '../../core/kernel/resource-types';

/** One revision's resources of a stack, with a reader for the contents that are files beside its program. */
export interface Side {
  readonly resources: readonly SurveyedResource[];
  readonly contentOf: ContentReader;
}

/** How two revisions of a stack differ. */
export interface StackChanges {
  /** Gates of the present revision against the other one's. */
  readonly gates: GateComparison;
  readonly changes: readonly ChangeGroup[];
  readonly repositories: {
    /** Of the present revision. */
    readonly all: number;
    /** That anything changes for, new and departed ones included. */
    readonly changed: number;
  };
}

/** Properties in which a type keeps files: those are compared line by line instead. */
const fileProperties: Readonly<Record<string, string>> = {
  [gatehouseTypes.WorkflowCommit]: 'files',
  [githubTypes.RepositoryFile]: 'content',
};

/** Compares two revisions of a stack. */
export async function compareStack(
  earlier: Side,
  after: Side,
  diff: FileDiffer,
): Promise<StackChanges> {
  const before = { ...earlier, resources: matchAliases(earlier.resources, after.resources) };
  const left = await repositoriesOf(before);
  const right = await repositoriesOf(after);
  const found: { readonly change: Change; readonly repository: string | undefined }[] = [];
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    const repository = name === '' ? undefined : name;
    const was = left.get(name);
    const is = right.get(name);
    const only = was ?? is;
    const changes =
      repository !== undefined && only !== undefined && (was === undefined || is === undefined)
        ? [wholeRepository(was === undefined ? 'add' : 'remove', only)]
        : repositoryChanges(was ?? nothing, is ?? nothing, repository, diff);
    for (const change of changes) found.push({ change, repository });
  }
  const changed = new Set(found.flatMap(({ repository }) => repository ?? []));
  return {
    gates: compareGates(gateState(before.resources), gateState(after.resources)),
    changes: groupRepositories(found),
    repositories: {
      all: [...right.keys()].filter((name) => name !== '').length,
      changed: changed.size,
    },
  };
}

interface Contents {
  readonly resources: Map<string, SurveyedResource>;
  readonly files: Map<string, string | undefined>;
}

const nothing: Contents = { resources: new Map(), files: new Map() };

async function repositoriesOf({
  resources,
  contentOf,
}: Side): Promise<ReadonlyMap<string, Contents>> {
  const found = new Map<string, Contents>();
  for (const resource of resources) {
    const { type, inputs, custom, urn } = resource;
    // Components repeat what their resources say.
    if (!custom) continue;
    const name = repositoryOf(resource) ?? '';
    const contents = found.get(name) ?? { resources: new Map(), files: new Map() };
    found.set(name, contents);
    contents.resources.set(resourceKey(urn), resource);
    for (const { path, value } of deliveredFiles(type, inputs)) {
      contents.files.set(path, await contentOf(value));
    }
  }
  return found;
}

function wholeRepository(kind: ChangeKind, { resources, files }: Contents): Change {
  return { of: 'repository', kind, resources: resources.size, files: files.size };
}

function repositoryChanges(
  before: Contents,
  after: Contents,
  repository: string | undefined,
  diff: FileDiffer,
): readonly Change[] {
  const changes: Change[] = [];
  for (const path of keysOf(before.files, after.files)) {
    const was = before.files.get(path);
    const is = after.files.get(path);
    if (was === is && before.files.has(path) === after.files.has(path)) continue;
    const kind = kindOf(before.files.has(path), after.files.has(path));
    changes.push({ of: 'file', kind, path, diff: diff(was, is) });
  }
  for (const key of keysOf(before.resources, after.resources)) {
    const was = before.resources.get(key);
    const is = after.resources.get(key);
    const resource = is ?? was;
    if (resource === undefined) continue;
    const old = was === undefined ? {} : ownInputs(was);
    const now = is === undefined ? {} : ownInputs(is);
    const both = was !== undefined && is !== undefined;
    if (both && equalValues(old, now)) continue;
    const { type, name } = resource;
    changes.push({
      of: 'resource',
      kind: kindOf(was !== undefined, is !== undefined),
      type,
      name: withoutRepository(name, repository),
      // What is new or gone is listed by name; its properties are in the plan.
      differences: both ? shownDifferences(propertyDifferences(old, now), repository) : [],
    });
  }
  return changes;
}

/** Inputs without files, and without what the SDK tells the engine about a provider. */
function ownInputs({ type, inputs }: SurveyedResource): PropertyMap {
  const isProvider = providerPackage(type) !== undefined;
  return Object.fromEntries(
    Object.entries(inputs).filter(
      ([key]) =>
        key !== fileProperties[type] &&
        !isInternalKey(key) &&
        !(isProvider && (key === 'version' || key === 'pluginDownloadURL')),
    ),
  );
}

function kindOf(before: boolean, after: boolean): ChangeKind {
  return before ? (after ? 'change' : 'remove') : 'add';
}

function keysOf(...maps: readonly ReadonlyMap<string, unknown>[]): readonly string[] {
  return [...new Set(maps.flatMap((map) => [...map.keys()]))];
}
