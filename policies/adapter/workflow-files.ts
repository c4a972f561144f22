import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { asset } from '@pulumi/pulumi';
import { perObject } from '../../core/reading/memo';
import {
  isCheckedPath,
  readFilesOfCommit,
  type CheckedFile,
  type CheckedText,
} from '../../core/reading/checked-files';
import { ifKnown, isUnknownError, textProp } from '../../core/reading/resource-view';
import { hasTrigger, type Workflow } from '../../core/reading/workflow';
import { type WorkflowElsewhere } from '../../core/reading/workflow-elsewhere';
import { proxyTarget } from './secret-paths';
import { gatehouseTypes, githubTypes } from '../../core/kernel/resource-types';

const COMMIT = gatehouseTypes.WorkflowCommit;

export const FILE_TYPES: readonly string[] = [COMMIT, githubTypes.RepositoryFile];

/** The workflow files of a resource: those whose text is known, and the errors of those whose is not. */
export interface WorkflowFiles {
  readonly files: readonly CheckedFile[];
  readonly unknown: readonly unknown[];
}

type Props = Readonly<Record<string, unknown>>;

interface Subject {
  readonly type: string;
  readonly urn: string;
  readonly props: Props;
  /** Of a resource; a stack policy gets the files that were read before. */
  readonly provider?: { readonly props: Props };
}

/**
 * Memo of what each resource wrote when it was last registered. A stack policy gets the outputs of resources, and
 * `WorkflowCommit` keeps no second copy of its files there: without this no stack rule would see them.
 */
const registered = new Map<string, WorkflowFiles>();

/** Finds the workflow files that a registered resource writes. Other types, and other files, give none. */
export async function workflowFilesOf(subject: Subject): Promise<WorkflowFiles> {
  const { type, urn, props } = subject;
  if (!FILE_TYPES.includes(type)) return { files: [], unknown: [] };
  const found = await filesIn(type, props);
  registered.set(urn, found);
  keepForCallers(subject, found);
  return found;
}

/**
 * Memo of the workflows that others may call, by `owner/name` in lower case and a path. A resource with a call is registered
 * after the one with the called workflow, whose commit it names.
 */
const callable = new Map<string, Workflow>();

const elsewhere: WorkflowElsewhere = (repository, path) => callable.get(`${repository} ${path}`);

function keepForCallers({ props, provider }: Subject, { files }: WorkflowFiles): void {
  const owner = ifKnown(() => textProp(provider?.props, 'owner'));
  const repository = ifKnown(() => textProp(props, 'repository'));
  if (owner === undefined || repository === undefined) return;
  for (const { path, workflow } of files)
    if (workflow !== undefined && hasTrigger(workflow, 'workflow_call'))
      callable.set(`${owner}/${repository} `.toLowerCase() + path, workflow);
}

/**
 * The same for a resource as a stack policy gets it. Undefined where its files are neither there nor were shown before:
 * when it was left out by a targeted update, or when every policy that looks at files is disabled.
 */
export async function stackFilesOf({
  type,
  urn,
  props,
}: Subject): Promise<WorkflowFiles | undefined> {
  const earlier = registered.get(urn);
  if (earlier !== undefined) return earlier;
  return type === COMMIT && !('files' in proxyTarget(props)) ? undefined : filesIn(type, props);
}

/** All policies get the same properties of a resource: one reading does for them. */
const read = perObject((_props: object) => new Map<string, Promise<WorkflowFiles>>());

function filesIn(type: string, props: Props): Promise<WorkflowFiles> {
  const known = read(proxyTarget(props));
  const found = known.get(type) ?? readFiles(type, props);
  known.set(type, found);
  return found;
}

async function readFiles(type: string, props: Props): Promise<WorkflowFiles> {
  const texts: CheckedText[] = [];
  const unknown: unknown[] = [];
  for (const { path, read } of candidates(type, props, unknown)) {
    if (!isCheckedPath(path)) continue;
    try {
      const text = await textOf(read());
      if (text !== undefined) texts.push({ path, text });
    } catch (error) {
      if (!isUnknownError(error)) throw error;
      unknown.push(error);
    }
  }
  return { files: readFilesOfCommit(texts, elsewhere), unknown };
}

function candidates(
  type: string,
  props: Props,
  unknown: unknown[],
): readonly { readonly path: string; readonly read: () => unknown }[] {
  try {
    if (type === githubTypes.RepositoryFile) {
      return [{ path: textProp(props, 'file') ?? '', read: () => props['content'] }];
    }
    const files = (props['files'] ?? {}) as Props;
    return Object.keys(files).map((path) => ({ path, read: () => files[path] }));
  } catch (error) {
    if (!isUnknownError(error)) throw error;
    unknown.push(error);
    return [];
  }
}

/** A string, the text of a string asset, or the content of a file asset. */
async function textOf(value: unknown): Promise<string | undefined> {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const target: unknown = proxyTarget(value);
  if (target instanceof asset.StringAsset) return target.text;
  if (target instanceof asset.FileAsset) return readFile(resolve(await target.path), 'utf8');
  return undefined;
}
