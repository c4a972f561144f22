import { z } from 'zod';
import toolVersionsJson from '../../core/tools/versions.json';
import { pythonVersion } from '../../core/config/formats';
import { meets, parseSpecifier } from '../../core/project/version-specifier';
import { daysBetween } from '../../core/readiness/days';
import { isNewer, numbersOf } from './renew-pins';

const versionList = z.strictObject({
  updated: z.iso.date(),
  source: z.url(),
  packages: z.record(z.string(), z.string()),
  older: z.record(z.string(), z.record(z.string(), z.string())),
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
      'requires-python': z.string().nullish(),
    }),
  ),
  versions: z.array(z.string()),
});

/**
 * The newest release of a package, of those with a file that was not yanked and is old enough; undefined where there is none.
 * Versions with letters are no final releases.
 *
 * @param text the package's page as JSON.
 * @param python that all files of the release must be made for, such as 3.10.
 */
export function newestVersion(text: string, today: string, python?: string): string | undefined {
  const { name, files, versions } = page.parse(JSON.parse(text));
  const usable = versions.filter((version) => {
    const own = files.filter(({ filename }) => isOf(filename, name, version));
    return (
      numbersOf(version) !== undefined &&
      own.some(({ yanked }) => yanked === undefined || yanked === false) &&
      own.every((file) => python === undefined || runsOn(file['requires-python'], python)) &&
      // A file without a time tells nothing of its age.
      own.every(({ 'upload-time': time }) => isOld(time, today))
    );
  });
  return usable.reduce<string | undefined>(
    (newest, version) =>
      newest === undefined || isNewer(numbersOf(version) ?? [], numbersOf(newest) ?? [])
        ? version
        : newest,
    undefined,
  );
}

/** What is not a specifier says nothing, as installers take it. */
function runsOn(requires: string | null | undefined, python: string): boolean {
  const specifier = parseSpecifier(requires ?? '');
  return specifier === undefined || meets(specifier, python.split('.').map(Number));
}

/**
 * Releases of a package for each Python that its release is not made for.
 *
 * @param version the release that runs everywhere else.
 */
export function olderReleases(
  text: string,
  version: string,
  today: string,
): Readonly<Record<string, string>> {
  const { name, files } = page.parse(JSON.parse(text));
  const own = files.filter(({ filename }) => isOf(filename, name, version));
  return Object.fromEntries(
    pythonVersion.options
      .filter((python) => !python.endsWith('t'))
      .filter((python) => !own.every((file) => runsOn(file['requires-python'], python)))
      .flatMap((python) => {
        const release = newestVersion(text, today, python);
        return release === undefined ? [] : [[python, release] as const];
      }),
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

/**
 * The list with versions in it moved; of today where every package was looked up.
 *
 * @param looked releases for older Pythons of the packages that were looked up, by package.
 */
export function withVersions(
  list: VersionList,
  moved: readonly ToolVersion[],
  {
    today,
    looked,
  }: {
    readonly today: string;
    readonly looked: ReadonlyMap<string, Readonly<Record<string, string>>>;
  },
): VersionList {
  const versions = Object.fromEntries(moved.map(({ name, version }) => [name, version]));
  const older: Record<string, Record<string, string>> = {};
  for (const [python, releases] of Object.entries(list.older))
    for (const [name, version] of Object.entries(releases))
      if (!looked.has(name)) (older[python] ??= {})[name] = version;
  for (const [name, releases] of looked)
    for (const [python, version] of Object.entries(releases))
      (older[python] ??= {})[name] = version;
  const sorted = Object.entries(older).map(([python, releases]) => [
    python,
    Object.fromEntries(Object.entries(releases).sort(([one], [other]) => (one < other ? -1 : 1))),
  ]);
  return {
    ...list,
    updated: looked.size === Object.keys(list.packages).length ? today : list.updated,
    packages: { ...list.packages, ...versions },
    older: Object.fromEntries(sorted) as VersionList['older'],
  };
}
