import { type CheckPackage } from '../../config/choices';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { normalName } from '../../kernel/package-name';
import toolVersions from '../../tools/versions.json';

/** `make refresh` renews them. */
const { packages } = toolVersions;

/** Releases for projects that run on a Python for which the release above is not made, by that Python. */
const older: Readonly<Record<string, Readonly<Partial<Record<string, string>>>>> =
  toolVersions.older;

/** uv of every job, so that a new uv reaches a fleet by a reviewed change and not overnight. */
export const uvVersion = packages.uv;

/** Versions of the packages that checks run with, where the project does not bring its own. */
const versions: Readonly<Record<CheckPackage, string>> = packages;

export type Tool = Exclude<CheckPackage, `pytest-${string}`>;

/** Packages that tools load. */
const plugins: Readonly<Partial<Record<Tool, readonly CheckPackage[]>>> = {
  pytest: ['pytest-cov', 'pytest-xdist', 'pytest-rerunfailures'],
};

/**
 * What a tool needs beyond the packages that are the project's own or that the settings install, as requirements: of the
 * versions that the settings name, else of the house's.
 */
export function layeredPackages(
  tool: Tool,
  { python, checks }: Pick<PipelineSettings, 'python' | 'checks'>,
): readonly string[] {
  return layered([tool, ...(plugins[tool] ?? [])], { python, checks });
}

/** What benchmarks need of it. */
export const benchmarkPackages = (
  settings: Pick<PipelineSettings, 'python' | 'checks'>,
): readonly string[] => layered(['pytest', 'pytest-benchmark'], settings);

function layered(
  names: readonly CheckPackage[],
  { python, checks }: Pick<PipelineSettings, 'python' | 'checks'>,
): readonly string[] {
  const own = python.tools;
  if (own === 'project') return [];
  const installed = python.dependencies.map((one) => normalName(/^[\w.-]+/.exec(one)?.[0] ?? ''));
  const missing = names.filter(
    (name) =>
      (own === 'gatehouse' || !own.includes(name)) &&
      !installed.includes(name) &&
      (name !== 'pytest-xdist' || checks.parallelTests),
  );
  return missing.map(
    (name) => `${name}==${checks.versions[name] ?? releaseFor(name, python.versions)}`,
  );
}

/** One release for all jobs: the one that the oldest Python of the project takes. */
const releaseFor = (name: CheckPackage, pythons: readonly string[]): string =>
  Object.entries(older)
    .sort(([one], [other]) => minorOf(one) - minorOf(other))
    .find(([python, releases]) => pythons.includes(python) && releases[name] !== undefined)?.[1][
    name
  ] ?? versions[name];

const minorOf = (python: string): number => Number(python.split('.')[1]);

/** Writes the software bill of materials; no project declares it, so it is always layered. */
export const sbomPackage = `cyclonedx-bom==${packages['cyclonedx-bom']}`;

/**
 * Lets Poetry fetch from a mirror where it would ask PyPI, of the same packages and with the hashes of the lock file; a setting
 * of Poetry's own there is none. https://pypi.org/project/poetry-plugin-pypi-mirror/
 */
export const poetryMirror = {
  variable: 'POETRY_PYPI_MIRROR_URL',
  plugin: 'poetry-plugin-pypi-mirror==0.6.5',
} as const;
