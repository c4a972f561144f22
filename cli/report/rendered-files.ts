import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { unknownCommit } from '../../core/kernel/delivered-names';
import { type RunReport } from '../engine/run-report';
import {
  isAsset,
  isObject,
  isUnknown,
  type PropertyMap,
} from '../../provider/protocol/property-value';
import { gatehouseTypes, githubTypes } from '../../core/kernel/resource-types';

/** A file that a run would put into a repository. */
export interface RenderedFile {
  readonly repository: string;
  readonly path: string;
  readonly content: string;
}

/** Where each type keeps the files it commits. */
const fileReaders: Readonly<
  Record<string, (inputs: PropertyMap) => readonly (readonly [string, PropertyMap[string]])[]>
> = {
  [gatehouseTypes.WorkflowCommit]: ({ files, pin }) =>
    Object.entries(isObject(files) ? files : {}).map(([path, text]) => [
      path,
      typeof text === 'string' && typeof pin === 'string' && !isUnknown(pin)
        ? text.replaceAll(unknownCommit, pin)
        : text,
    ]),
  [githubTypes.RepositoryFile]: ({ file, content }) =>
    typeof file === 'string' && content !== undefined ? [[file, content]] : [],
};

/** A file that a resource keeps in a repository, with its content as the program gave it. */
export interface DeliveredFile {
  readonly repository: string;
  readonly path: string;
  readonly value: PropertyMap[string];
}

/** The files that a resource of any type commits. */
export function deliveredFiles(type: string, inputs: PropertyMap): readonly DeliveredFile[] {
  const { repository } = inputs;
  if (typeof repository !== 'string' || isUnknown(repository)) return [];
  return (fileReaders[type]?.(inputs) ?? []).map(([file, value]) => ({
    repository,
    path: file,
    value,
  }));
}

/** Reads contents, each file of the disk once. */
export type ContentReader = (value: PropertyMap[string]) => Promise<string | undefined>;

/**
 * A reader of contents that are known and no secret; undefined for any other.
 *
 * @param directory where relative asset paths start: the program's working directory.
 */
export function contentReader(directory: string): ContentReader {
  const known = new Map<string, Promise<string>>();
  const read = (file: string): Promise<string> => {
    const found = known.get(file) ?? readFile(file, 'utf8');
    known.set(file, found);
    return found;
  };
  return async (value) => {
    if (typeof value === 'string') return isUnknown(value) ? undefined : value;
    if (!isAsset(value)) return undefined;
    const { text, path: from } = value;
    if (typeof text === 'string') return text;
    return typeof from === 'string' ? read(path.resolve(directory, from)) : undefined;
  };
}

/** The files of a run whose content is known and no secret, in the order of the resources. */
export async function renderedFiles(
  report: RunReport,
  directory: string,
): Promise<readonly RenderedFile[]> {
  const contentOf = contentReader(directory);
  const files: RenderedFile[] = [];
  for (const { operation, type, inputs } of report.steps) {
    if (operation === 'delete') continue;
    for (const { repository, path: file, value } of deliveredFiles(type, inputs)) {
      const content = await contentOf(value);
      if (content !== undefined) files.push({ repository, path: file, content });
    }
  }
  return files;
}

/**
 * Writes the files below a directory, as `<repository>/<path>`.
 *
 * @throws Error for a path that would leave the directory.
 */
export async function writeRenderedFiles(
  files: readonly RenderedFile[],
  directory: string,
): Promise<void> {
  const root = path.resolve(directory);
  for (const file of files) {
    const target = path.resolve(root, file.repository, file.path);
    if (!target.startsWith(root + path.sep)) {
      throw new Error(`the file ${file.path} of ${file.repository} is outside ${directory}`);
    }
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, file.content);
  }
}
