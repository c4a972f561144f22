import { type PolicyProviderResource } from '@pulumi/policy';
import {
  ifKnown,
  isUnknownError,
  repositoryOf,
  textProp,
  type Attempt,
  type CommittedWorkflow,
  type ResourceView,
  type StackView,
} from '../model/resource-view';
import { secretPathsOf } from './secret-paths';
import { FILE_TYPES, stackFilesOf, type WorkflowFiles } from './workflow-files';

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

/** The stack, the unknown values a rule met while it read it, and file sets it asked for that nobody showed. */
export async function stackView(subjects: readonly PolicySubject[]): Promise<{
  readonly stack: StackView;
  readonly unknown: readonly unknown[];
  readonly unseen: readonly string[];
}> {
  const { attempt, unknown } = recorder();
  const resources = subjects.map(resourceView);
  const unseen: string[] = [];
  const written: { readonly resource: ResourceView; readonly found: WorkflowFiles | undefined }[] =
    [];
  for (const resource of resources) {
    if (FILE_TYPES.includes(resource.type))
      written.push({ resource, found: await stackFilesOf(resource) });
  }
  let workflows: readonly CommittedWorkflow[] | undefined;
  const stack: StackView = {
    resources,
    // Most rules of a stack look at no file: an unknown one is no reason to say that they were not fully checked.
    get workflows() {
      workflows ??= written.flatMap(({ resource, found }) => {
        if (found === undefined) unseen.push(resource.name);
        else unknown.push(...found.unknown);
        return committed(resource, found?.files ?? []);
      });
      return workflows;
    },
    attempt,
  };
  return { stack, unknown, unseen };
}

function committed(
  resource: ResourceView,
  files: WorkflowFiles['files'],
): readonly CommittedWorkflow[] {
  const branch = ifKnown(() => textProp(resource.props, 'branch'));
  return files.flatMap(({ workflow }) => {
    if (workflow === undefined) return [];
    return [
      {
        repository: nameRepository(resource) ?? resource.name,
        ...(branch === undefined ? {} : { branch }),
        urn: resource.urn,
        workflow,
      },
    ];
  });
}

/** An {@link Attempt}, and the errors of the unknown values that it met. */
export function recorder(): { readonly attempt: Attempt; readonly unknown: unknown[] } {
  const unknown: unknown[] = [];
  const attempt = <T>(read: () => T): T | undefined => {
    try {
      return read();
    } catch (error) {
      if (!isUnknownError(error)) throw error;
      unknown.push(error);
      return undefined;
    }
  };
  return { attempt, unknown };
}

/** The repository a resource belongs to, when it is known. */
export function nameRepository(resource: ResourceView): string | undefined {
  return ifKnown(() => repositoryOf(resource));
}
