/** uv of every job, so that a new uv reaches a fleet by a reviewed change and not overnight. */
export const uvVersion = '0.13.9';

/**
 * Tools of `python.tools: gatehouse`, layered over the project's own environment by `uv run --with`: for projects that
 * do not declare them. Plugins stand beside the tool that loads them.
 */
export const toolPackages = {
  ruff: ['ruff==0.17.6'],
  black: ['black==26.10.1'],
  mypy: ['mypy==2.4.1'],
  pytest: [
    'pytest==9.2.0',
    'pytest-cov==7.1.0',
    'pytest-xdist==3.8.0',
    'pytest-rerunfailures==16.7',
  ],
  bandit: ['bandit==1.9.4'],
  'pip-audit': ['pip-audit==2.10.1'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Tool = keyof typeof toolPackages;

/** Writes the software bill of materials; no project declares it, so it is always layered. */
export const sbomPackage = 'cyclonedx-bom==7.5.0';
