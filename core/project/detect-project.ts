import { type Problem } from '../kernel/problem';
import { detectBuild, versionFromGit } from './build';
import { installsForChecks } from './chosen-environments';
import { type Declared, declaredDependencies, gitRequirements, uvGitSources } from './declared';
import { extraRequirements } from './extra-requirements';
import { fact, type Fact } from './fact';
import { commandsOfJob, foundCommands, isForChanges } from './found-commands';
import { declaredConflicts, detectGroups } from './groups';
import { detectIndexes } from './indexes';
import { lockedPackages } from './lock-files';
import { detectManager, isInstallable } from './manager';
import { mcpCommand, usesMcp } from './mcp-server';
import { type DependencyGroup, type DetectedRepository, type Pinning, type Project } from './model';
import { preCommitHooks } from './pre-commit';
import { readMembers, sourcesWithMembers } from './members';
import { parseRequirements } from './requirement';
import { projectDirectories } from './project-directories';
import { type ProjectFiles, readProjectFiles } from './project-files';
import { type ProjectTree, treeBelow } from './project-tree';
import { coverageFacts, pytestFacts } from './pytest-facts';
import { pythonFacts } from './python-versions';
import {
  chosenRequirements,
  pinsAll,
  type ReadRequirements,
  readRequirements,
  requirementsPaths,
} from './requirements-files';
import { detectSources, projectName } from './sources';
import { detectSurroundings, testedVersions, versionsInJobs } from './surroundings';
import { isTestFile, testDirectories } from './test-directories';
import { sharedConfigs, toolConfigs } from './tool-configs';
import { toolAdditions } from './tool-additions';
import { toolVersions } from './tool-versions';
import { ownOptions, ownOptionsOf } from './own-options';
import { chooseTools } from './tools';
import { workflowJobs } from './workflows';
import { workspaceMembers } from './workspace';

/** Finds out what projects a repository holds and what each needs. Never throws because of what a file says. */
export async function detectRepository(tree: ProjectTree): Promise<DetectedRepository> {
  const root = await readProjectFiles(tree);
  const directories = projectDirectories(root);
  const projects: Project[] = [];
  const problems: Problem[] = [...(directories.length === 0 ? [noProject(root)] : [])];
  for (const directory of directories) {
    const below = treeBelow(tree, directory);
    const files = directory === '.' ? root : await readProjectFiles(below);
    const found = await detectProject({ tree: below, files, repository: root, directory });
    projects.push(found.project);
    problems.push(
      ...[...found.problems, ...files.problems].map((problem) => inDirectory(problem, directory)),
    );
  }
  const known = new Set<string>();
  return {
    projects,
    problems: [...problems, ...root.problems].filter((problem) => {
      const key = JSON.stringify(problem);
      return known.has(key) ? false : known.add(key);
    }),
  };
}

const inDirectory = (problem: Problem, directory: string): Problem =>
  problem.file === undefined || directory === '.'
    ? problem
    : { ...problem, file: `${directory}/${problem.file}` };

function noProject(files: ProjectFiles): Problem {
  const atRoot = files.paths.filter((path) => !path.includes('/')).slice(0, 5);
  return {
    code: 'no-python-project',
    message: 'the repository holds no Python project',
    found: atRoot.join(', ') || 'no files',
    allowed: 'pyproject.toml, setup.py, setup.cfg or a requirements file',
    remedy: 'add one of them, at the root or in a directory for each project',
  };
}

/** Files that describe a project to the tools that install it. */
const projectFileNames = ['pyproject.toml', 'setup.py', 'setup.cfg'];

interface Place {
  readonly tree: ProjectTree;
  readonly files: ProjectFiles;
  readonly repository: ProjectFiles;
  readonly directory: string;
}

async function detectProject({ tree, files, repository, directory }: Place): Promise<{
  readonly project: Project;
  readonly problems: readonly Problem[];
}> {
  const commands = foundCommands(files, repository, directory);
  const { members, problems: memberProblems } = workspaceMembers(files);
  const ofMembers = await readMembers(tree, members, { repository, directory });
  const inWorkspace = [...commands, ...ofMembers.flatMap((one) => one.commands)];
  const { facts: python, problems: pythonProblems } = pythonFacts(
    files,
    testedVersions(files, inWorkspace),
    versionsInJobs(inWorkspace),
  );
  const installs = installsForChecks(inWorkspace, python.primary.value);
  const all = requirementsPaths(files, commands).map((path) => readRequirements(files, path));
  const { manager, lock, problems } = detectManager(
    files,
    commands,
    all.map(({ path }) => path),
  );
  const build = detectBuild(files, manager.value);
  const isOwn = manager.value === 'pip' || manager.value === 'requirements';
  const chosen = isOwn
    ? chosenRequirements(files, all, installs, manager.value === 'pip' && isInstallable(files))
    : [];
  const used = all.filter(({ path }) => chosen.some(({ value }) => value.path === path));
  const declared = [
    ...declaredDependencies(files),
    ...ofMembers.flatMap((member) => member.declared),
  ];
  const asked = askedNames(declared, all);
  const groups = detectGroups(declared, installs, declaredConflicts(files.toml('pyproject.toml')));
  const present = askedNames(
    declared.filter((one) => one.kind !== 'environment' && isInstalled(groups)(one)),
    used,
  );
  const locked = lock === undefined ? [] : [...lockedPackages(files.text(lock.value)).keys()];
  const dependencies = new Set([...asked, ...locked]);
  const configs = { ...sharedConfigs(repository), ...toolConfigs(files) };
  const pytest = pytestFacts(files, asked);
  const tests = testDirectories(files, pytest.testpaths, commands);
  const name = projectName(files);
  const scm = versionFromGit(files);
  const sources = sourcesWithMembers(detectSources(files, build.value), ofMembers);
  const mcp = usesMcp(dependencies)
    ? await mcpCommand(
        tree,
        files,
        sources.value.map(({ path }) => path),
      )
    : undefined;
  const hooks = preCommitHooks(repository);
  const tools = chooseTools({
    files,
    hooks,
    commands: inWorkspace,
    fromRoot:
      directory === '.'
        ? []
        : workflowJobs(repository)
            .filter(isForChanges)
            .flatMap((job) => commandsOfJob(repository, job, '.')),
    configs,
    declared: asked,
    hasTests: tests.value.length > 0,
    importsUnittest: await importsUnittest(tree),
  });
  const versions = toolVersions({
    lock: lock === undefined ? undefined : { file: lock.value, text: files.text(lock.value) },
    requirements: all,
    hooks,
    declared,
  });
  const forTests = extraRequirements(installs, declared, present);
  const extra = [
    ...forTests,
    ...toolAdditions(
      { tools: { ...tools, versions }, commands: inWorkspace, hooks, requirements: all },
      new Set([...present, ...namesOf(forTests)]),
    ),
  ];
  const places = [...sources.value.map(({ path }) => path), ...tests.value];
  return {
    problems: [...problems, ...memberProblems, ...pythonProblems, ...missingIncludes(used)],
    project: {
      directory,
      ...(name === undefined ? {} : { name }),
      files: fact(
        projectFileNames.filter((file) => files.has(file)),
        `the files of ${directory}`,
      ),
      manager,
      ...(lock === undefined ? {} : { lock }),
      pinning: pinning(lock, used),
      build,
      requirements: chosen,
      constraints: used.flatMap(({ path, constraints }) =>
        constraints.map((constraint) => fact(constraint, `-c in ${path}`)),
      ),
      groups,
      extraRequirements: extra,
      workspace: members,
      indexes: detectIndexes(files, manager.value, all, commands),
      gitDependencies: [
        ...gitRequirements(declared),
        ...uvGitSources(files),
        ...used.flatMap(({ path, text }) => gitPlaces(path, text)),
      ].map(({ reason, ...value }) => fact(value, reason)),
      ...(scm === undefined ? {} : { versionFromGit: scm }),
      python,
      tools: {
        ...tools,
        own: ownOptionsOf(tools, (wanted) =>
          ownOptions(files, hooks, commands, { wanted, places, directory }),
        ),
        versions,
        configs,
        commands: commands.flatMap(({ checks, command, reason }) =>
          checks.map(({ tool }) => fact({ tool, command: command.text }, reason)),
        ),
        pytest,
        coverage: coverageFacts(files),
      },
      sources,
      tests,
      surroundings: detectSurroundings(files, repository, inWorkspace),
      ...(mcp === undefined ? {} : { mcp }),
      dependencies,
      installed: new Set([...present, ...namesOf(extra)]),
    },
  };
}

const namesOf = (requirements: readonly Fact<string>[]): readonly string[] =>
  parseRequirements(requirements.map(({ value }) => value)).map(({ name }) => name);

/** Whether checks have a set of requirements: what the project itself needs, or a group that they need. */
const isInstalled =
  (groups: readonly Fact<DependencyGroup>[]) =>
  ({ kind, name }: Declared): boolean =>
    kind === 'runtime' ||
    groups.some(({ value }) => value.needed && value.kind === kind && value.name === name);

function askedNames(
  declared: ReturnType<typeof declaredDependencies>,
  all: readonly ReadRequirements[],
): ReadonlySet<string> {
  return new Set(
    [...declared, ...all.map(({ text }) => text)].flatMap(({ requirements }) =>
      requirements.map(({ name }) => name),
    ),
  );
}

function gitPlaces(reason: string, { requirements, places }: ReadRequirements['text']) {
  const named = requirements.flatMap(({ name, url }) =>
    url?.startsWith('git+') === true ? [{ name, url: url.slice(4), reason }] : [],
  );
  const bare = places.flatMap((place) => {
    const [, url, egg] = /^git\+([^#]+)(?:#.*?egg=([\w.-]+))?/.exec(place) ?? [];
    return url === undefined ? [] : [{ name: egg ?? url, url, reason }];
  });
  return [...named, ...bare];
}

const missingIncludes = (used: readonly ReadRequirements[]): readonly Problem[] =>
  used.flatMap(({ missing }) =>
    missing.map(({ file, include }) => ({
      code: 'include-missing',
      file,
      message: 'an included requirements file was not found',
      found: `-r ${include}`,
      remedy: 'correct the path or remove the line',
    })),
  );

/** Says truly what holds versions still: a lock file, or requirements of which each names one version. */
function pinning(lock: Fact<string> | undefined, used: readonly ReadRequirements[]): Fact<Pinning> {
  if (lock !== undefined) return fact({ kind: 'lock', file: lock.value }, lock.reason);
  const [first] = used;
  if (first === undefined) return fact({ kind: 'none' }, 'there is no lock file');
  const names = used.map(({ path }) => path).join(', ');
  if (used.every(pinsAll))
    return fact(
      { kind: 'requirements', hashes: used.every(({ text }) => text.hasHashes) },
      `each line of ${names} names one version`,
    );
  const constraints = used.flatMap((one) => one.constraints);
  if (constraints.length > 0)
    return fact({ kind: 'constraints', files: constraints }, `-c in ${first.path}`);
  const some = used.some(({ text }) =>
    text.requirements.some(({ specifier }) => /^==/.test(specifier)),
  );
  return some
    ? fact({ kind: 'partly' }, `not each line of ${names} names one version`)
    : fact({ kind: 'none' }, `no line of ${names} names one version`);
}

/** Files with tests that are read to see by what they are written. */
const samples = 5;

async function importsUnittest(tree: ProjectTree): Promise<boolean> {
  const tests = tree.paths.filter((path) => isTestFile(path)).slice(0, samples);
  const texts = await Promise.all(tests.map((path) => tree.read(path)));
  const imports = (module: string): boolean =>
    texts.some((text) => new RegExp(`^\\s*(?:import|from)\\s+${module}\\b`, 'm').test(text ?? ''));
  return imports('unittest') && !imports('pytest');
}
