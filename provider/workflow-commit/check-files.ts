import { statSync } from 'node:fs';
import { type CheckFailure } from '../protocol/provider';
import { AssetValue, isMap, unknown, type Value } from '../protocol/values';

/**
 * Largest file that is delivered, bytes. GitHub refuses files above 100 MiB, and requests long before: a commit through
 * the API carries contents as base64 in one request body.
 *
 * @see https://docs.github.com/en/repositories/working-with-files/managing-large-files/about-large-files-on-github
 */
const maximumBytes = 25 * 1024 * 1024;
/** All files of one set together, bytes: what GitHub's API takes in one request, less the growth by base64. */
const maximumTotalBytes = 30 * 1024 * 1024;

/** What is wrong with the map of files; unknown parts are judged once they are known. */
export function checkFiles(files: Value | undefined): readonly CheckFailure[] {
  if (files === unknown) return [];
  if (!isMap(files)) return [{ property: 'files', reason: 'must map paths to contents' }];
  const paths = Object.keys(files);
  if (paths.length === 0) {
    return [{ property: 'files', reason: 'is empty; remove the resource to remove its files' }];
  }
  const failures = paths.flatMap((path) => checkFile(path, files[path] ?? null));
  const folded = new Map<string, string>();
  for (const path of paths) {
    const twin = folded.get(path.toLowerCase());
    folded.set(path.toLowerCase(), path);
    if (twin === undefined) continue;
    failures.push({
      property: fileKey(path),
      reason: `differs from ${twin} only in case, which many file systems do not support`,
    });
  }
  for (const path of paths) {
    const inside = paths.find((other) => other.startsWith(`${path}/`));
    if (inside !== undefined) {
      failures.push({
        property: fileKey(path),
        reason: `cannot be a file and the directory of ${inside}`,
      });
    }
  }
  const total = paths.reduce((sum, path) => sum + (sizeOf(files[path] ?? null) ?? 0), 0);
  if (failures.length === 0 && total > maximumTotalBytes) {
    failures.push({ property: 'files', reason: tooLarge('hold', total, maximumTotalBytes) });
  }
  return failures;
}

/** Property path of one file, as the engine writes it. */
export function fileKey(path: string): string {
  return `files[${JSON.stringify(path)}]`;
}

function checkFile(path: string, content: Value): CheckFailure[] {
  const property = fileKey(path);
  const failures: CheckFailure[] = [];
  const reason = pathProblem(path);
  if (reason !== undefined) failures.push({ property, reason });
  if (content === unknown) return failures;
  if (typeof content !== 'string' && !(content instanceof AssetValue)) {
    return [...failures, { property, reason: 'must be a string or a file asset' }];
  }
  const size = sizeOf(content);
  if (size === undefined) {
    const where =
      content instanceof AssetValue && content.source !== undefined && 'path' in content.source
        ? content.source.path
        : 'the asset';
    return [...failures, { property, reason: `${where} cannot be read` }];
  }
  if (size > maximumBytes) failures.push({ property, reason: tooLarge('has', size, maximumBytes) });
  return failures;
}

/** What is wrong with a path; undefined for one that can be delivered to. */
export function pathProblem(path: string): string | undefined {
  const parts = path.split('/');
  if (parts.includes('')) return 'is not a valid path: it is empty, absolute, or has an empty part';
  if (parts.some((part) => part === '.' || part === '..')) return 'must not contain `.` or `..`';
  if (parts.some((part) => part.toLowerCase() === '.git')) return 'must not be in `.git`';
  if (path.includes('\\')) return 'must use forward slashes';

  if (/[\u0000-\u001f\u007f]/.test(path)) return 'must not contain control characters';
  return path.length > 1000 ? 'is longer than 1,000 characters' : undefined;
}

function sizeOf(content: Value): number | undefined {
  if (typeof content === 'string') return Buffer.byteLength(content);
  if (!(content instanceof AssetValue) || content.source === undefined) return undefined;
  if ('text' in content.source) return Buffer.byteLength(content.source.text);
  return statSync(content.source.path, { throwIfNoEntry: false })?.size;
}

function tooLarge(verb: string, size: number, limit: number): string {
  const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
  return `${verb} ${megabytes(size)}; allowed: up to ${megabytes(limit)}`;
}
