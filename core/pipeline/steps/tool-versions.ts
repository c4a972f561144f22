import { type CheckPackage } from '../../config/choices';
import { type PipelineSettings } from '../../config/pipeline-settings';

/** uv of every job, so that a new uv reaches a fleet by a reviewed change and not overnight. */
export const uvVersion = '0.13.9';

/** Versions of the packages that checks run with, where the project does not bring its own. */
const versions = {
  ruff: '0.17.6',
  flake8: '7.5.0',
  pylint: '4.1.4',
  black: '26.10.1',
  mypy: '2.4.1',
  pyright: '1.1.414',
  ty: '0.0.108',
  coverage: '7.17.5',
  pytest: '9.2.0',
  'pytest-cov': '7.1.0',
  'pytest-xdist': '3.8.0',
  'pytest-rerunfailures': '16.7',
  bandit: '1.9.4',
  'pip-audit': '2.10.1',
} as const satisfies Readonly<Record<CheckPackage, string>>;

/** Packages that a tool needs in its environment, itself among them. */
const packagesOf = {
  ruff: ['ruff'],
  flake8: ['flake8'],
  pylint: ['pylint'],
  black: ['black'],
  mypy: ['mypy'],
  pyright: ['pyright'],
  ty: ['ty'],
  coverage: ['coverage'],
  pytest: ['pytest', 'pytest-cov', 'pytest-xdist', 'pytest-rerunfailures'],
  bandit: ['bandit'],
  'pip-audit': ['pip-audit'],
} as const satisfies Readonly<Record<string, readonly CheckPackage[]>>;

export type Tool = keyof typeof packagesOf;

/**
 * What a tool needs beyond the packages that are the project's own, as requirements: of the versions that the settings name,
 * else of the house's.
 */
export function layeredPackages(
  tool: Tool,
  { python, checks }: Pick<PipelineSettings, 'python' | 'checks'>,
): readonly string[] {
  const own = python.tools;
  if (own === 'project') return [];
  const missing = packagesOf[tool].filter(
    (name) =>
      (own === 'gatehouse' || !own.includes(name)) &&
      (name !== 'pytest-xdist' || checks.parallelTests),
  );
  return missing.map((name) => `${name}==${checks.versions[name] ?? versions[name]}`);
}

/** Writes the software bill of materials; no project declares it, so it is always layered. */
export const sbomPackage = 'cyclonedx-bom==7.5.0';

/**
 * The package managers that run as tools of uv, as options of `uv tool run`. PDM 2.29.4 asks for hishel 1.4.0 or newer, and
 * fails with 2.0.0, which has other names.
 */
export const managerTools = {
  poetry: '--from poetry==2.5.1 poetry',
  pdm: '--from pdm==2.29.4 --with hishel==1.4.0 pdm',
} as const;
