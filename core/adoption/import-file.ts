import { githubTypes } from '../kernel/resource-types';
import { type RepositoryFacts } from './facts';
import { type PlannedResource } from './planned';

/** An entry of the file that `pulumi import --file` takes. */
interface ImportEntry {
  readonly type: string;
  readonly name: string;
  readonly id?: string;
  readonly parent?: string;
  readonly component?: true;
}

/** @see https://www.pulumi.com/docs/iac/guides/migration/import/#bulk-import-operations */
export interface ImportFile {
  readonly resources: readonly ImportEntry[];
}

/**
 * What of the planned resources of repositories is on GitHub already, for `pulumi import`: each with its components before
 * it, so that its place in the state is the program's.
 */
export function importFile(
  resources: readonly PlannedResource[],
  repositories: readonly RepositoryFacts[],
): ImportFile {
  const byUrn = new Map(resources.map((one) => [one.urn, one]));
  const entries = new Map<string, ImportEntry>();
  const add = (resource: PlannedResource, id: string | undefined): void => {
    const parent = byUrn.get(resource.parent);
    const isTop = parent === undefined || parent.type === 'pulumi:pulumi:Stack';
    if (!isTop && !entries.has(parent.urn)) add(parent, undefined);
    entries.set(resource.urn, {
      type: resource.type,
      name: resource.name,
      ...(id === undefined ? { component: true } : { id }),
      ...(isTop ? {} : { parent: parent.name }),
    });
  };
  // A program registers its resources in no fixed order.
  const inOrder = [...resources].sort((a, b) => (a.urn < b.urn ? -1 : 1));
  for (const resource of inOrder) {
    const facts = repositories.find(({ name }) => name === resource.inputs['repository']);
    const id = facts === undefined ? undefined : existingId(resource, facts);
    if (id !== undefined) add(resource, id);
  }
  return { resources: [...entries.values()] };
}

/** The published provider's id of a resource that is there; undefined for one that the first update creates. */
function existingId(
  { type, inputs }: PlannedResource,
  { name, environments, labels, variables }: RepositoryFacts,
): string | undefined {
  const among = (names: readonly string[], wanted: unknown): string | undefined => {
    const key = String(wanted).toLowerCase();
    const found = names.find((one) => one.toLowerCase() === key);
    return found === undefined ? undefined : `${name}:${found}`;
  };
  switch (type) {
    // Every repository has these.
    case githubTypes.ActionsRepositoryPermissions:
    case githubTypes.WorkflowRepositoryPermissions:
      return name;
    case githubTypes.RepositoryEnvironment:
      return among(
        environments.map((one) => one.name),
        inputs['environment'],
      );
    case githubTypes.IssueLabel:
      return among(labels, inputs['name']);
    case githubTypes.ActionsVariable:
      return among(variables, inputs['variableName']);
    default:
      return undefined;
  }
}
