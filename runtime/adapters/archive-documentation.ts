import { known, missing, type DocumentationFact, type Reading } from '../../core/readiness/facts';
import { countDocstrings } from '../../core/readiness/parse/docstrings';
import { findDocuments, isDocumentDirectory } from '../../core/readiness/parse/documents';
import { isCodeDirectory, isModule, maximumFileBytes, maximumFiles } from './documentation';
import { baselinePath } from '../../core/waivers/baseline';
import { waiversPath } from '../../core/waivers/waiver';
import { codeOwnersLimit } from '../../core/guard/owners-file';
import { ownersIn } from './owners';
import { maximumExceptionBytes, type ExceptionTexts } from '../waivers/exceptions';
import type { GitHubClient } from './github-client';
import { GitHubError } from './github-error';
import { ZipError, zipEntries, type ZipEntry } from './zip';

const maximumArchiveBytes = 64 * 1024 * 1024;

/** Most bytes of Python files that are taken out of an archive: a function has little memory. */
const maximumCodeBytes = 64 * 1024 * 1024;

/** The files of an archive. */
export interface ArchivedFiles {
  /** Undefined for one that is not there, or is larger than so many bytes. */
  text(path: string, maximumBytes: number): string | undefined;
}

/** What an archive of a commit says; exceptions, owners and files are undefined where it cannot be read. */
export interface Archived {
  readonly documentation: Reading<DocumentationFact>;
  readonly exceptions: ExceptionTexts | undefined;
  readonly owners: readonly string[] | undefined;
  readonly files: ArchivedFiles | undefined;
}

/**
 * Documents, docstrings, waivers, baseline and owners of a commit, read from GitHub's archive of it: one request where a checkout is
 * not to be had.
 * https://docs.github.com/en/rest/repos/contents#download-a-repository-archive-zip
 */
export async function readArchive(
  client: GitHubClient,
  place: { readonly owner: string; readonly repository: string },
  commit: string,
  sources: readonly string[],
): Promise<Archived> {
  const none = (reason: string): Archived => ({
    documentation: missing(reason),
    exceptions: undefined,
    owners: undefined,
    files: undefined,
  });
  try {
    const archive = await client.download(
      'GET /repos/{owner}/{repo}/zipball/{ref}',
      { owner: place.owner, repo: place.repository, ref: commit },
      maximumArchiveBytes,
    );
    return {
      documentation: documentationOf(archive, sources),
      exceptions: exceptionsOf(archive),
      owners: await ownersIn((path) => Promise.resolve(ownersFile(archive, path))),
      files: { text: (path, maximum) => textIn(archive, path, maximum) },
    };
  } catch (error) {
    if (error instanceof ZipError) return none(`the archive of ${commit}: ${error.message}`);
    // No right to read the code, or too much of it: the input is missing and says why. A limit or an outage is not that.
    if (!(error instanceof GitHubError) || error.retryAfterSeconds !== undefined) throw error;
    const { status } = error;
    if (status === 403 || status === 404)
      return none(`cannot download the archive of ${commit}: ${status}`);
    if (status === undefined && error.message.includes('larger than')) {
      return none(`the archive of ${commit} is larger than ${maximumArchiveBytes} bytes`);
    }
    throw error;
  }
}

/** The repository's waivers and baseline. */
function exceptionsOf(archive: Uint8Array): ExceptionTexts {
  const textOf = (path: string): string | undefined => textIn(archive, path, maximumExceptionBytes);
  return { waivers: textOf(waiversPath), baseline: textOf(baselinePath) };
}

function textIn(archive: Uint8Array, path: string, maximum: number): string | undefined {
  const bytes = entryAt(archive, path)?.read(maximum);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}

/** One that is too large is as long as the reader sees that it is. */
function ownersFile(archive: Uint8Array, path: string): Uint8Array | undefined {
  const entry = entryAt(archive, path);
  return entry && (entry.read(codeOwnersLimit) ?? new Uint8Array(codeOwnersLimit + 1));
}

/** A file of an archive whose files all are in one directory. */
function entryAt(archive: Uint8Array, path: string): ZipEntry | undefined {
  return zipEntries(archive).find(({ name }) => name.slice(name.indexOf('/') + 1) === path);
}

/** Reads an archive whose files all are in one directory, as GitHub makes it. */
export function documentationOf(
  archive: Uint8Array,
  sources: readonly string[],
): Reading<DocumentationFact> {
  const documents: { readonly path: string; readonly bytes: number }[] = [];
  const code: ZipEntry[] = [];
  for (const entry of zipEntries(archive)) {
    const path = entry.name.slice(entry.name.indexOf('/') + 1);
    if (path === '' || path.endsWith('/')) continue;
    const directory = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
    if (isDocumentDirectory(directory)) documents.push({ path, bytes: entry.size });
    if (isCode(path, sources)) code.push(entry);
  }
  if (documents.length === 0) return missing('the archive is empty');
  if (code.length > maximumFiles) return missing(`more than ${maximumFiles} Python files`);
  let codeBytes = 0;
  let publicObjects = 0;
  let documentedObjects = 0;
  for (const entry of code) {
    const bytes = entry.read(maximumFileBytes);
    if (bytes === undefined) continue;
    codeBytes += bytes.byteLength;
    if (codeBytes > maximumCodeBytes) return missing(`more than ${maximumCodeBytes} bytes of code`);
    const counted = countDocstrings(new TextDecoder().decode(bytes));
    publicObjects += counted.publicObjects;
    documentedObjects += counted.documentedObjects;
  }
  return known({ documents: findDocuments(documents), publicObjects, documentedObjects });
}

function isCode(path: string, sources: readonly string[]): boolean {
  return sources.some((source) => {
    const root = source === '.' ? '' : `${source.replace(/^\.\//, '').replace(/\/$/, '')}/`;
    if (!path.startsWith(root)) return false;
    const parts = path.slice(root.length).split('/');
    return isModule(parts.at(-1) ?? '') && parts.slice(0, -1).every(isCodeDirectory);
  });
}
