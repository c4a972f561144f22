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
} from '../../core/reading/resource-view';
import { type Workflow } from '../../core/reading/workflow';
import { secretPathsOf } from './secret-paths';
import { withUnknowns } from './unknown-inputs';
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
    ...(provider === undefined
      ? {}
      : {
          provider: {
            urn: provider.urn,
            props: provider.props as Readonly<Record<string, unknown>>,
          },
        }),
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

/** The files of a resource were shown to no policy, so that nothing is known of them. */
export class UnseenFiles extends Error {
  readonly unknownTypeSentinel = 'files';
}

/** The stack, and the unknown values that a rule met while it read it. */
export async function stackView(subjects: readonly PolicySubject[]): Promise<{
  readonly stack: StackView;
  readonly unknown: readonly unknown[];
}> {
  const { attempt, unknown } = recorder();
  const resources = subjects.map((subject) =>
    resourceView({ ...subject, props: withUnknowns(subject.urn, subject.props) }),
  );
  const workflows: CommittedWorkflow[] = [];
  for (const resource of resources) {
    if (FILE_TYPES.includes(resource.type))
      workflows.push(...committed(resource, await stackFilesOf(resource)));
  }
  return { stack: { resources, workflows, attempt }, unknown };
}

function committed(
  resource: ResourceView,
  found: WorkflowFiles | undefined,
): readonly CommittedWorkflow[] {
  const { files, unknown } = found ?? { files: [], unknown: [new UnseenFiles(resource.name)] };
  const written = (read: () => Workflow): CommittedWorkflow => ({
    get repository() {
      return repositoryOf(resource);
    },
    get branch() {
      return textProp(resource.props, 'branch');
    },
    urn: resource.urn,
    get workflow() {
      return read();
    },
  });
  return [
    ...files.flatMap(({ workflow }) =>
      workflow?.kind === 'workflow' ? [written(() => workflow)] : [],
    ),
    ...unknown.map((error) =>
      written(() => {
        throw error;
      }),
    ),
  ];
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
