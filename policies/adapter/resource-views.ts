import { type PolicyProviderResource } from '@pulumi/policy';
import {
  isUnknownError,
  repositoryOf,
  textProp,
  type CommittedWorkflow,
  type ResourceView,
  type StackView,
} from '../model/resource-view';
import { secretPathsOf } from './secret-paths';
import { parsedWorkflow, workflowFilesOf } from './workflow-files';

interface PolicySubject {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly provider?: PolicyProviderResource;
  readonly propertyDependencies?: Readonly<Record<string, readonly { readonly urn: string }[]>>;
}

export function resourceView(subject: PolicySubject): ResourceView {
  const { type, name, urn, props, provider, propertyDependencies } = subject;
  const owner = ifKnown(() => textProp(provider?.props, 'owner'));
  return {
    type,
    name,
    urn,
    props,
    ...(owner === undefined ? {} : { owner }),
    ...(propertyDependencies === undefined ? {} : { references: urnsOf(propertyDependencies) }),
    // Walking a message costs more than most rules do, and few ask.
    get secretPaths() {
      return secretPathsOf(props);
    },
  };
}

function urnsOf(
  dependencies: Readonly<Record<string, readonly { readonly urn: string }[]>>,
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(dependencies).map(([key, targets]) => [key, targets.map(({ urn }) => urn)]),
  );
}

/** The stack, and the unknown values its rules met while they read it. */
export async function stackView(
  subjects: readonly PolicySubject[],
): Promise<{ readonly stack: StackView; readonly unknown: readonly unknown[] }> {
  const unknown: unknown[] = [];
  const resources = subjects.map(resourceView);
  const workflows: CommittedWorkflow[] = [];
  for (const resource of resources) {
    const found = await workflowFilesOf(resource.type, resource.props);
    unknown.push(...found.unknown);
    for (const { path, text } of found.files) {
      const workflow = parsedWorkflow(path, text);
      const branch = ifKnown(() => textProp(resource.props, 'branch'));
      if (workflow !== undefined)
        workflows.push({
          repository: nameRepository(resource) ?? resource.name,
          ...(branch === undefined ? {} : { branch }),
          urn: resource.urn,
          workflow,
        });
    }
  }
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!isUnknownError(error)) throw error;
      unknown.push(error);
      return undefined;
    }
  };
  return { stack: { resources, workflows, attempt }, unknown };
}

/** The repository a resource belongs to, when it is known. */
export function nameRepository(resource: ResourceView): string | undefined {
  return ifKnown(() => repositoryOf(resource));
}

function ifKnown<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isUnknownError(error)) return undefined;
    throw error;
  }
}
