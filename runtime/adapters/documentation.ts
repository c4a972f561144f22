import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { known, missing, type DocumentationFact, type Reading } from '../../core/readiness/facts';
import { countDocstrings } from '../../core/readiness/parse/docstrings';
import { findDocuments, isDocumentDirectory } from '../../core/readiness/parse/documents';
import { listDirectory, readBounded } from './report-files';

const ignoredDirectories = new Set([
  'node_modules',
  'site-packages',
  '__pycache__',
  'venv',
  'build',
  'dist',
]);
/** Most Python files that are counted, and the largest that is read, in bytes. */
export const maximumFiles = 20_000;
export const maximumFileBytes = 2 * 1024 * 1024;

/** Whether a directory holds code of the project's own; tests are not documentation's business. */
export function isCodeDirectory(name: string): boolean {
  return !name.startsWith('.') && !ignoredDirectories.has(name) && !/^tests?$/.test(name);
}

export function isModule(name: string): boolean {
  return name.endsWith('.py') && !/^(test_.*|.*_test|conftest)\.py$/.test(name);
}

/** Documents and docstrings of a checked-out repository. Tests are not documentation's business and are left out. */
export async function readDocumentation(
  workspace: string,
  sources: readonly string[],
): Promise<Reading<DocumentationFact>> {
  const files = await documentFiles(workspace);
  if (files.length === 0) return missing('the workspace is empty; check out the code first');
  const modules = await pythonFiles(workspace, sources);
  if (modules.length > maximumFiles) return missing(`more than ${maximumFiles} Python files`);
  let publicObjects = 0;
  let documentedObjects = 0;
  for (const path of modules) {
    const bytes = await readBounded(path, maximumFileBytes);
    if (bytes === undefined || bytes.length > maximumFileBytes) continue;
    const counted = countDocstrings(new TextDecoder().decode(bytes));
    publicObjects += counted.publicObjects;
    documentedObjects += counted.documentedObjects;
  }
  return known({ documents: findDocuments(files), publicObjects, documentedObjects });
}

/** Files of the directories in which documents are looked for, with paths relative to the workspace. */
async function documentFiles(workspace: string) {
  const files: { path: string; bytes: number }[] = [];
  const queue = [''];
  for (let directory = queue.pop(); directory !== undefined; directory = queue.pop()) {
    if (files.length > maximumFiles) break;
    for (const entry of await listDirectory(join(workspace, directory))) {
      const path = directory === '' ? entry.name : `${directory}/${entry.name}`;
      if (entry.isDirectory && isDocumentDirectory(path)) queue.push(path);
      if (entry.isFile) files.push({ path, bytes: (await stat(join(workspace, path))).size });
    }
  }
  return files;
}

async function pythonFiles(
  workspace: string,
  sources: readonly string[],
): Promise<readonly string[]> {
  const found = new Set<string>();
  const queue = sources.map((source) => join(workspace, source));
  for (let directory = queue.pop(); directory !== undefined; directory = queue.pop()) {
    if (found.size > maximumFiles) break;
    for (const entry of await listDirectory(directory)) {
      const path = join(directory, entry.name);
      if (entry.isDirectory) {
        if (isCodeDirectory(entry.name)) queue.push(path);
      } else if (entry.isFile && isModule(entry.name)) {
        found.add(path);
      }
    }
  }
  return [...found].sort();
}
