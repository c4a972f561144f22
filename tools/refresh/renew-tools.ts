import { z } from 'zod';
import toolVersionsJson from '../../core/tools/versions.json';
import { daysBetween } from '../../core/readiness/days';
import { isNewer, numbersOf } from './renew-pins';

const versionList = z.strictObject({
  updated: z.iso.date(),
  source: z.url(),
  packages: z.record(z.string(), z.string()),
});

type VersionList = z.infer<typeof versionList>;

/** Versions of the tools that run in repositories. */
export const toolVersions: VersionList = versionList.parse(toolVersionsJson);

export interface ToolVersion {
  readonly name: string;
  readonly version: string;
}

/** Days that a release must be old: one that carries malicious code is mostly found out, and yanked, within them. */
const COOLDOWN = 7;

/**
 * A package's page in an index, as far as it is used.
 * https://packaging.python.org/en/latest/specifications/simple-repository-api/#json-based-simple-api-for-python-package-indexes
 */
const page = z.object({
  meta: z.object({ 'api-version': z.string().regex(/^1\./) }),
  name: z.string(),
  files: z.array(
    z.object({
      filename: z.string(),
      yanked: z.union([z.boolean(), z.string()]).optional(),
      'upload-time': z.string().optional(),
    }),
  ),
  versions: z.array(z.string()),
});

/**
 * The newest release of a package, of those with a file that was not yanked and is old enough. Versions with letters are no
 * final releases.
 *
 * @param text the package's page as JSON.
 */
export function newestVersion(text: string, today: string): string {
  const { name, files, versions } = page.parse(JSON.parse(text));
  const usable = versions.filter((version) => {
    const own = files.filter(({ filename }) => isOf(filename, name, version));
    return (
      numbersOf(version) !== undefined &&
      own.some(({ yanked }) => yanked === undefined || yanked === false) &&
      // A file without a time tells nothing of its age.
      own.every(({ 'upload-time': time }) => isOld(time, today))
    );
  });
  const [first, ...others] = usable;
  if (first === undefined) throw new Error(`${name} has no release that is ${COOLDOWN} days old`);
  return others.reduce(
    (newest, version) =>
      isNewer(numbersOf(version) ?? [], numbersOf(newest) ?? []) ? version : newest,
    first,
  );
}

function isOld(time: string | undefined, today: string): boolean {
  return time !== undefined && daysBetween(time.slice(0, 10), today) >= COOLDOWN;
}

/** Names of files have `_` where those of packages may have `-` and `.`. */
function isOf(filename: string, name: string, version: string): boolean {
  const [start = ''] = filename.toLowerCase().split(`-${version}`);
  const rest = filename.slice(start.length + 1 + version.length);
  return (
    start.replace(/[-_.]+/g, '-') === name.toLowerCase().replace(/[-_.]+/g, '-') &&
    /^(?:-|\.(?:tar\.|zip$))/.test(rest)
  );
}

/** What becomes of a version; undefined where the newest is the same, or older. */
export function versionChange(version: string, newest: string): 'moved' | 'major' | undefined {
  const [was = [], is = []] = [numbersOf(version), numbersOf(newest)];
  if (!isNewer(is, was)) return undefined;
  return was[0] === is[0] ? 'moved' : 'major';
}

/** The list with versions in it moved; of today where every package was looked up. */
export function withVersions(
  list: VersionList,
  moved: readonly ToolVersion[],
  { today, all }: { readonly today: string; readonly all: boolean },
): VersionList {
  const versions = Object.fromEntries(moved.map(({ name, version }) => [name, version]));
  return {
    ...list,
    updated: all ? today : list.updated,
    packages: { ...list.packages, ...versions },
  };
}
