import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { asset } from '@pulumi/pulumi';
import { isUnreadable, readWorkflow } from '../model/read-workflow';
import { isUnknownError, textProp } from '../model/resource-view';
import { type Workflow } from '../model/workflow';
import { proxyTarget } from './secret-paths';

export const FILE_TYPES: readonly string[] = [
  'gatehouse:index:WorkflowCommit',
  'github:index/repositoryFile:RepositoryFile',
];

/** The workflow files of a resource: those whose text is known, and the errors of those whose is not. */
export interface WorkflowFiles {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly unknown: readonly unknown[];
}

type Props = Readonly<Record<string, unknown>>;

/** Finds the workflow files that a resource writes. Other types, and other files, give none. */
export async function workflowFilesOf(type: string, props: Props): Promise<WorkflowFiles> {
  if (!FILE_TYPES.includes(type)) return { files: [], unknown: [] };
  const files: { path: string; text: string }[] = [];
  const unknown: unknown[] = [];
  for (const { path, read } of candidates(type, props, unknown)) {
    if (!/^\.github\/workflows\/[^/]+\.ya?ml$/.test(path)) continue;
    try {
      const text = await textOf(read());
      if (text !== undefined) files.push({ path, text });
    } catch (error) {
      if (!isUnknownError(error)) throw error;
      unknown.push(error);
    }
  }
  return { files, unknown };
}

function candidates(
  type: string,
  props: Props,
  unknown: unknown[],
): readonly { readonly path: string; readonly read: () => unknown }[] {
  try {
    if (type === 'github:index/repositoryFile:RepositoryFile') {
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

/** The parsed workflow; undefined when the text is not readable, which is a rule's own finding. */
export function parsedWorkflow(path: string, text: string): Workflow | undefined {
  const result = readWorkflow(path, text);
  return isUnreadable(result) ? undefined : result;
}
