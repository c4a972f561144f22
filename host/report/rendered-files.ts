import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type RunReport } from '../engine/run-report';
import { isAsset, isObject, isUnknown, type PropertyMap } from '../protocol/property-value';

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
  'gatehouse:index:WorkflowCommit': ({ files }) => (isObject(files) ? Object.entries(files) : []),
  'github:index/repositoryFile:RepositoryFile': ({ file, content }) =>
    typeof file === 'string' && content !== undefined ? [[file, content]] : [],
};

/**
 * The files of a run whose content is known and no secret, in the order of the resources.
 *
 * @param directory where relative asset paths start: the program's working directory.
 */
export async function renderedFiles(
  report: RunReport,
  directory: string,
): Promise<readonly RenderedFile[]> {
  const files: RenderedFile[] = [];
  for (const step of report.steps) {
    const read = fileReaders[step.type];
    const { repository } = step.inputs;
    if (read === undefined || step.operation === 'delete' || typeof repository !== 'string')
      continue;
    for (const [file, value] of read(step.inputs)) {
      const content = await contentOf(value, directory);
      if (content !== undefined) files.push({ repository, path: file, content });
    }
  }
  return files;
}

async function contentOf(
  value: PropertyMap[string],
  directory: string,
): Promise<string | undefined> {
  if (typeof value === 'string') return isUnknown(value) ? undefined : value;
  if (!isAsset(value)) return undefined;
  const { text, path: from } = value;
  if (typeof text === 'string') return text;
  return typeof from === 'string' ? readFile(path.resolve(directory, from), 'utf8') : undefined;
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
      throw new Error(`the file ${file.path} of ${file.repository} lies outside ${directory}`);
    }
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, file.content);
  }
}
