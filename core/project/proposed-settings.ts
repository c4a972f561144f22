import { lockingManagers } from '../tools/managers';
import toolVersions from '../tools/versions.json';
import { checkPackages, type CheckPackage, type PackageManager } from '../config/choices';
import { pythonVersion } from '../config/formats';
import { type RepositorySettings } from '../config/repository-schema';
import { usesMcp } from './mcp-server';
import { type Project } from './model';
import { normalName } from '../kernel/package-name';
import { proposedRegistries } from './proposed-registries';
import { proposedSurroundings } from './proposed-surroundings';

type Sections = Pick<
  RepositorySettings,
  'python' | 'checks' | 'checkout' | 'surroundings' | 'gates' | 'build' | 'dependabot'
>;

/** What a repository's entry must say beyond the defaults; each part is as the configuration takes it. */
type ProposedSettings = {
  readonly [Section in keyof Sections]?: Partial<Sections[Section]>;
} & { readonly mcp?: { readonly command: readonly [string, ...string[]] } };

export interface Proposal {
  readonly settings: ProposedSettings;
  /** What a person has to know or decide, a sentence each. */
  readonly notes: readonly string[];
}

/** A path that the configuration takes: no spaces, no quotes. */
const plainPath = /^[A-Za-z0-9_.][A-Za-z0-9_./-]*$/;
const plainRequirement = /^[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[^\]]*\])?\s*(?:[~=!<>].*|;.*)?$/;

/** The version of the configuration's defaults. */
const defaultVersion = '3.11';

/**
 * The settings with which the pipeline does what the project does by itself today. Where the project has no check of a
 * kind, the pipeline's own is proposed as a warning: nothing is required before it was green once.
 */
export function proposedSettings(project: Project): Proposal {
  const notes: string[] = [];
  const { mcp } = project;
  if (mcp === undefined && usesMcp(project.dependencies)) {
    notes.push(
      'An MCP library is used, but no module that starts a server was found: set `mcp.command`.',
    );
  }
  const checks = { ...checksOf(project), ...hookVersions(project), ...commandsOf(project) };
  const gates = gatesOf(project, notes);
  const around = proposedSurroundings(project, notes);
  const dockerfile = project.surroundings.dockerfile?.value;
  const sections = {
    python: pythonOf(project, notes),
    checks,
    ...around,
    gates,
    build: dockerfile === 'Dockerfile' ? { dockerfile } : {},
    dependabot: dependabotOf(project, notes),
  };
  const filled = Object.entries(sections).filter(([, section]) => Object.keys(section).length > 0);
  return {
    settings: {
      ...(Object.fromEntries(filled) as ProposedSettings),
      ...(mcp === undefined ? {} : { mcp: { command: mcp.value } }),
    },
    notes,
  };
}

function dependabotOf(project: Project, notes: string[]): Partial<Sections['dependabot']> {
  const registries = proposedRegistries(project);
  const names = Object.keys(registries);
  if (names.length === 0) return {};
  notes.push(
    `Dependabot reads ${names.join(', ')} with secrets of its own: set Dependabot secrets of the names in \`dependabot.registries\`.`,
  );
  return { registries };
}

function pythonOf(project: Project, notes: string[]): Partial<Sections['python']> {
  const manager = managerOf(project);
  const [firstSource, ...otherSources] = sourcesOf(project);
  const [tests, ...otherTests] = project.tests.value.filter((path) => plainPath.test(path));
  const areUsual = tests === undefined || (tests === 'tests' && otherTests.length === 0);
  const version = versionOf(project, notes);
  const { tested, freeThreaded } = project.python;
  const others = [...tested.value, ...freeThreaded.value].flatMap((one) =>
    one === version ? [] : pythonVersion.options.filter((known) => known === one),
  );
  const needed = project.groups.filter(({ value }) => value.needed).map(({ value }) => value);
  const named = (kind: 'group' | 'extra'): string[] =>
    needed.filter((one) => one.kind === kind).map(({ name }) => name);
  const groups = named('group').filter((name) => manager !== 'uv' || name !== 'dev');
  const dependencies = [
    ...project.extraRequirements
      .map(({ value }) => value)
      .filter((one) => plainRequirement.test(one)),
    ...besideItself(project),
  ];
  const requirements = project.requirements.map(({ value }) => value.path);
  const tools = toolsOf(project);
  if (project.sources.value.length === 0)
    notes.push(
      firstSource === undefined
        ? 'No Python code was found: set `python.sources`.'
        : 'The only Python code found is the tests, so the checks run on them: set `python.sources` if there is more.',
    );
  if (manager === 'pip' && project.pinning.value.kind === 'none')
    notes.push('Nothing pins the versions that are installed: a lock file makes runs repeatable.');
  const credentials = project.indexes.flatMap(({ value }) => value.credentials);
  if (credentials.length > 0)
    notes.push(
      `The private index reads ${credentials.join(', ')}: set secrets of these names in the repository.`,
    );
  return {
    ...(project.directory === '.' ? {} : { directory: project.directory }),
    ...(version === defaultVersion && others.length === 0
      ? {}
      : { versions: [version, ...others] as [typeof version, ...(typeof version)[]] }),
    ...(manager === 'uv' ? {} : { manager }),
    ...(manager === 'pip' && requirements.join() !== 'requirements.txt' ? { requirements } : {}),
    ...(manager === 'pip' && project.constraints.length > 0
      ? { constraints: project.constraints.map(({ value }) => value) }
      : {}),
    ...(groups.length === 0 ? {} : { groups }),
    ...(named('extra').length === 0 ? {} : { extras: named('extra') }),
    ...(dependencies.length === 0 ? {} : { dependencies }),
    ...(project.workspace.length === 0 || manager !== 'uv' ? {} : { allMembers: true }),
    ...(credentials.length === 0
      ? {}
      : { credentials: Object.fromEntries(credentials.map((name) => [name, name])) }),
    ...(tools === 'project' ? {} : { tools }),
    ...(firstSource === undefined || (firstSource === 'src' && otherSources.length === 0)
      ? {}
      : { sources: [firstSource, ...otherSources] as [string, ...string[]] }),
    ...(areUsual ? {} : { tests: [tests, ...otherTests] as [string, ...string[]] }),
  };
}

/** Where the code is; the tests where there is no other, as in a package that is compiled. */
function sourcesOf({ sources, tests }: Project): readonly string[] {
  const places = sources.value.length === 0 ? tests.value : sources.value.map(({ path }) => path);
  return places.filter((path) => plainPath.test(path));
}

/** A manager without its lock file installs what pyproject.toml says, which uv does for all of them. */
function managerOf({ manager, lock }: Project): PackageManager {
  const { value } = manager;
  return (lock === undefined ? undefined : lockingManagers.find((name) => name === value)) ?? 'pip';
}

/** The version that the project prefers, or the newest that the configuration takes of those it runs on. */
function versionOf({ python }: Project, notes: string[]): (typeof pythonVersion.options)[number] {
  const known = (version: string) => pythonVersion.options.find((one) => one === version);
  const version =
    known(python.primary.value) ??
    python.versions.value.map(known).findLast((one) => one !== undefined);
  if (version !== undefined) return version;
  notes.push(
    `${python.primary.reason}: the project runs on Python ${python.versions.value.join(', ')}; the pipeline runs on ${pythonVersion.options.join(', ')}.`,
  );
  return defaultVersion;
}

const usualChecks = {
  linter: 'ruff',
  formatter: 'black',
  typeChecker: 'mypy',
  testRunner: 'pytest',
} as const;

/** Versions of hooks: what pre-commit runs today, where the project does not install the tool itself. */
function hookVersions(project: Project): Partial<Sections['checks']> {
  const { linter, formatter, typeChecker } = { ...usualChecks, ...checksOf(project) };
  const versions = [linter, formatter, typeChecker].flatMap((tool) => {
    const version = project.tools.versions[tool]?.value;
    return version?.from === 'pre-commit' && !project.installed.has(tool)
      ? [[tool, version.version] as const]
      : [];
  });
  return versions.length === 0 ? {} : { versions: Object.fromEntries(versions) };
}

/** How the project runs the chosen tools itself. */
function commandsOf(project: Project): Partial<Sections['checks']> {
  const { linter, formatter, typeChecker } = { ...usualChecks, ...checksOf(project) };
  const { own, types } = project.tools;
  const sources = sourcesOf(project);
  const all = [...new Set([...sources, ...project.tests.value])];
  const tools = [
    [linter, own.lint, all],
    [formatter === 'ruff' ? 'ruff-format' : formatter, own.format, all],
    // Options of basedpyright are not all those of pyright.
    [typeChecker, types.value[0] === typeChecker ? own.types : undefined, sources],
  ] as const;
  const commands = tools.flatMap(([tool, found, usual]) => {
    if (found === undefined) return [];
    const { options, paths } = found.value;
    const isUsual = [...paths].sort().join('\n') === [...usual].sort().join('\n');
    const known = isUsual ? [] : paths.filter((path) => plainPath.test(path));
    return options.length + known.length === 0
      ? []
      : [[tool, { arguments: [...options], paths: known }] as const];
  });
  return commands.length === 0 ? {} : { commands: Object.fromEntries(commands) };
}

/** Packages that the chosen checks run with, and those of them that are the project's own. */
function toolsOf(project: Project): Sections['python']['tools'] {
  const { linter, formatter, typeChecker, testRunner } = {
    ...usualChecks,
    ...checksOf(project),
  };
  const used = new Set<CheckPackage>([
    linter,
    formatter,
    ...(project.tools.types.value.length === 0 ? [] : [typeChecker]),
    ...(testRunner === 'pytest'
      ? (['pytest', 'pytest-cov', 'pytest-rerunfailures'] as const)
      : (['coverage'] as const)),
    ...(isParallel(project) ? (['pytest-xdist'] as const) : []),
    'bandit',
    'pip-audit',
  ]);
  const beside = besideItself(project);
  const own = checkPackages.filter(
    (name) => used.has(name) && (project.installed.has(name) || beside.includes(name)),
  );
  if (own.length === used.size) return 'project';
  return own.length === 0 ? 'gatehouse' : own;
}

/** What pytest and its plugins need. */
const belowPytest = /^(?:packaging|pluggy|iniconfig|pygments|coverage|execnet|pytest(?:-.*)?)$/;

const isBelowPytest = ({ name }: Project): boolean =>
  belowPytest.test(normalName(name?.value ?? ''));

/**
 * Packages of the tests to install into the project's environment, not over it: of a project that they need themselves they
 * would bring a release, and that would be tested; and pytest-examples starts the linters that lie beside the interpreter.
 */
function besideItself(project: Project): readonly CheckPackage[] {
  const { tool } = project.tools.tests.value;
  if (tool !== 'pytest') return [];
  if (!isBelowPytest(project) && !project.installed.has('pytest-examples')) return [];
  const needed = ['pytest', 'pytest-cov', 'pytest-rerunfailures'] as const;
  return needed.filter((name) => !project.installed.has(name));
}

/** The project's own tests run side by side today. */
const isParallel = ({ dependencies, tools }: Project): boolean =>
  dependencies.has('pytest-xdist') || tools.pytest.parallel !== undefined;

/** What the runner `django` does by itself. */
const plainDjangoTest = /^(?:[\w -]*python[\d.]* )?(?:\.\/)?manage\.py test$/;

function checksOf(project: Project): Partial<Sections['checks']> {
  const { lint, format, types, tests } = project.tools;
  const [linter = 'ruff'] = lint.value;
  const formatter = format.value === 'none' ? (linter === 'ruff' ? 'ruff' : 'black') : format.value;
  const [first = 'mypy'] = types.value;
  const typeChecker = first === 'basedpyright' ? 'pyright' : first;
  const { tool, command, manage } = tests.value;
  const words =
    tool === 'django' && manage !== undefined && manage !== 'manage.py'
      ? ['python', manage, 'test']
      : (command?.split(/\s+/).filter((word) => /^[\w./:=@%+,-]+$/.test(word)) ?? []);
  // Hatch makes environments of its own, beside that of the project.
  const [program, ...rest] =
    words[0] === 'hatch'
      ? ['uv', 'tool', 'run', `hatch@${toolVersions.packages.hatch}`, ...words.slice(1)]
      : words;
  const byCommand =
    program !== undefined &&
    (tool === 'command' || (tool === 'django' && !plainDjangoTest.test(words.join(' '))));
  const runner = byCommand ? 'command' : tool === 'none' || tool === 'command' ? 'pytest' : tool;
  return {
    ...(linter === 'ruff' ? {} : { linter }),
    // Black is the default where nothing says otherwise.
    ...(format.value === 'none' || formatter === 'black' ? {} : { formatter }),
    ...(typeChecker === 'mypy' ? {} : { typeChecker }),
    ...(runner === 'pytest' ? {} : { testRunner: runner }),
    ...(byCommand ? { testCommand: [program, ...rest] as [string, ...string[]] } : {}),
    ...(runner !== 'pytest' || isParallel(project) ? {} : { parallelTests: false }),
  };
}

function gatesOf(project: Project, notes: string[]): Partial<Sections['gates']> {
  const { lint, format, types, tests, coverage, required } = project.tools;
  const noLinter = lint.value.length === 0;
  const noFormatter = format.value === 'none';
  const noTests = tests.value.tool === 'none';
  const byCommand = checksOf(project).testRunner === 'command';
  const minimum = Math.floor(coverage.failUnder?.value ?? 0);
  // What `coverage run` measures, of several runs together and from the first import on, pytest-cov may not reach.
  const otherwise =
    project.sources.value.length === 0 ||
    isBelowPytest(project) ||
    project.tools.commands.some(({ value }) => /\bcoverage3? run\b/.test(value.command));
  const floor = noTests || byCommand || otherwise ? 0 : minimum;
  notes.push(
    'No readiness score was measured yet: set `gates.readiness` once the first run has one.',
  );
  if (noLinter)
    notes.push('No linter is in use: Ruff warns only; set `gates.lint: enforce` once it passes.');
  if (noFormatter)
    notes.push(
      'No formatter is in use: Black warns only; set `gates.format: enforce` once it passes.',
    );
  for (const [gate, name] of [
    ['lint', lint.value[0]],
    ['format', format.value],
  ] as const)
    if (name !== undefined && name !== 'none' && !required[gate])
      notes.push(
        `No workflow or hook fails by ${name}, so that it warns only: set \`gates.${gate}: enforce\` once it passes.`,
      );
  if (noTests) notes.push('No tests were found: set `gates.tests: enforce` once there are some.');
  else if (minimum > 0 && otherwise)
    notes.push(
      `The project measures its coverage in another way, at least ${String(minimum)} %: set \`gates.coverage\` to what the first run measures.`,
    );
  else if (coverage.failUnder === undefined && !byCommand)
    notes.push(
      'No minimum coverage is set in the project: set `gates.coverage` to what the first run measures.',
    );
  return {
    ...(noLinter || !required.lint ? { lint: 'warn' as const } : {}),
    ...(noFormatter || !required.format ? { format: 'warn' as const } : {}),
    ...(types.value.length === 0 ? { types: 'off' as const } : {}),
    ...(noTests ? { tests: 'off' as const } : {}),
    ...(floor === 80 ? {} : { coverage: floor }),
    readiness: 0,
  };
}
