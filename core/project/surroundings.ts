import { fact, type Fact } from './fact';
import { type FoundCommand } from './found-commands';
import { type ProjectFiles } from './project-files';
import { type TestedVersion, versionsOfEnvironments, versionsOfWords } from './python-versions';
import { readNoxfile } from './nox';
import { type Service, type Surroundings } from './surroundings-facts';
import { at, distinct, entriesOf, isTable, oneOrMore, type Table, textOf } from './tables';
import { toxFile } from './tox';
import { matrixValues, resolveMatrix, type WorkflowJob } from './workflows';

/** Jobs of existing workflows that run the project's tests. */
const testJobs = (commands: readonly FoundCommand[]): readonly WorkflowJob[] =>
  distinct(
    commands.flatMap(({ job, checks }) =>
      job !== undefined && checks.some(({ kind }) => kind === 'tests') ? [job] : [],
    ),
  );

/** @param repository the files at the root: git's own files and the workflows lie there. */
export function detectSurroundings(
  files: ProjectFiles,
  repository: ProjectFiles,
  commands: readonly FoundCommand[],
): Surroundings {
  const jobs = testJobs(commands);
  const lfs = /(?:^|\s)filter=lfs\b/m.test(repository.text('.gitattributes'));
  const dockerfile = ['Dockerfile', 'docker/Dockerfile'].find((path) => files.has(path));
  return {
    services: firstOf(
      jobs.flatMap((job) => services(job)),
      ({ name }) => name,
    ),
    ownContainers: firstOf(
      jobs.flatMap((job) => ownContainers(job)),
      (command) => command,
    ),
    systemPackages: firstOf(
      jobs.flatMap((job) => systemPackages(job)),
      (name) => name,
    ),
    environment: firstOf(
      [...jobs.flatMap((job) => environment(job)), ...variablesOfTests(commands)],
      ({ name }) => name,
    ),
    secrets: firstOf(
      jobs.flatMap((job) => secrets(job)),
      (name) => name,
    ),
    runners: firstOf(
      jobs.flatMap((job) => job.runsOn.map((label) => fact(label, reasonOf(job)))),
      (label) => label,
    ),
    submodules: repository.submodules.map((path) => fact(path, 'a submodule of the repository')),
    ...displayOf(commands),
    ...(lfs ? { lfs: fact(true as const, 'filter=lfs in .gitattributes') } : {}),
    ...(dockerfile === undefined ? {} : { dockerfile: fact(dockerfile, dockerfile) }),
  };
}

/** The tests of a program with windows, under a display that `xvfb-run` makes. */
function displayOf(commands: readonly FoundCommand[]): Pick<Surroundings, 'display'> {
  const found = commands.find(
    ({ checks, command, strength }) =>
      strength === 'workflow' &&
      command.through.includes('xvfb-run') &&
      checks.some(({ kind }) => kind === 'tests'),
  );
  return found === undefined ? {} : { display: fact(found.command.text, found.reason) };
}

const reasonOf = ({ id, file }: WorkflowJob): string => `job ${id} of ${file}`;

function firstOf<T>(facts: readonly Fact<T>[], key: (value: T) => string): readonly Fact<T>[] {
  return [...new Map([...facts].reverse().map((one) => [key(one.value), one])).values()].reverse();
}

/** Of a matrix the last value, which is mostly the newest. */
const lastValue = (text: string, job: WorkflowJob): string | undefined =>
  resolveMatrix(text, job.matrix).at(-1);

function services(job: WorkflowJob): readonly Fact<Service>[] {
  return entriesOf(job.services).flatMap(([name, service]) => {
    const image = lastValue(textOf(at(service, 'image')) ?? '', job);
    if (image === undefined || image === '') return [];
    const options = textOf(at(service, 'options'))?.replace(/\s+/g, ' ').trim();
    return [
      fact(
        {
          name,
          image,
          ports: oneOrMore(at(service, 'ports')).flatMap((port) => lastValue(port, job) ?? []),
          environment: Object.fromEntries(plainValues(at(service, 'env'), job)),
          ...(options === undefined ? {} : { options }),
        },
        `services.${name} of ${reasonOf(job)}`,
      ),
    ];
  });
}

/** Commands by which a job starts containers beside those that GitHub starts for it. */
const ownContainers = (job: WorkflowJob): readonly Fact<string>[] =>
  job.steps.flatMap(({ run }) =>
    [...(run ?? '').matchAll(/\bdocker(?:-compose| compose)\b[^\n;&|]*\bup\b[^\n;&|]*/g)].map(
      ([command]) => fact(command.trim(), reasonOf(job)),
    ),
  );

/** The port on localhost of a service: GitHub chooses one where the workflow does not, the pipeline takes the container's. */
const servicePort = /\$\{\{\s*job\.services\.[\w-]+\.ports\[['"]?(\d+)['"]?\]\s*\}\}/g;

/** Of a matrix the first value, which is mostly what needs least around it. */
const plainValues = (env: unknown, job: WorkflowJob): readonly (readonly [string, string])[] =>
  entriesOf(env).flatMap(([name, value]) => {
    const plain =
      typeof value === 'string'
        ? resolveMatrix(value.replace(servicePort, '$1'), job.matrix)[0]
        : undefined;
    return plain === undefined ? [] : [[name, plain] as const];
  });

/** Packages of the runner's own system, from `apt-get install` and from actions that do the same. */
function systemPackages(job: WorkflowJob): readonly Fact<string>[] {
  const inScripts = job.steps.flatMap(({ run }) =>
    [
      ...(run ?? '')
        .replace(/\\\r?\n/g, ' ')
        .matchAll(/\bapt(?:-get)?\b([^\n;&|]*?)\binstall\b([^\n;&|]*)/g),
    ].flatMap(([, , words = '']) =>
      words.split(/\s+/).filter((word) => /^[a-z0-9][a-z0-9.+-]+$/.test(word)),
    ),
  );
  const inActions = job.steps.flatMap(({ uses, with: inputs }) =>
    uses !== undefined && /apt/i.test(uses)
      ? (textOf(at(inputs, 'packages')) ?? '')
          .split(/[\s,]+/)
          .filter((word) => /^[a-z0-9]/.test(word))
      : [],
  );
  return [...inScripts, ...inActions].map((name) => fact(name, reasonOf(job)));
}

/** Variables that steer the runner, its caches and reports, not the project, or name a version that is not the true one. */
const notOurs =
  /^(?:FORCE_COLOR|PY_COLORS|CLICOLOR.*|NO_COLOR|PIP_.*|UV_.*|TOX.*|NOX.*|COVERAGE.*|CODECOV.*|COVERALLS.*|GITHUB_.*|GH_.*|CI|PATH|PYTHON_?VERSION|PYTHONUNBUFFERED|PYTHON|MATRIX.*|PRE_COMMIT.*|CACHE.*|POETRY_.*|PDM_.*|HATCH_.*|RUNNER_.*|HOMEBREW.*|TERM|CIBW_.*|.*_PRETEND_VERSION.*|PBR_VERSION|.*_VERSIONING_BYPASS)$/i;

/** Flags of a compiler that measure or look for faults: the packages that are delivered would have them too. */
const instruments =
  /--coverage|-fprofile|-fsanitize|-ftest-coverage|instrument-coverage|-D_?DEBUG\b|-O0\b/;

function environment(job: WorkflowJob): readonly Fact<{ name: string; value: string }>[] {
  return environments(job).flatMap((env) =>
    plainValues(env, job)
      .filter(([name, value]) => !notOurs.test(name) && !job.runsOn.includes(value))
      .filter(([name, value]) => !(/FLAGS$/.test(name) && instruments.test(value)))
      .map(([name, value]) => fact({ name, value }, `env of ${reasonOf(job)}`)),
  );
}

/** What tox or hatch sets for the tests. Python's own variables would be set for every tool of the jobs, and are left out. */
function variablesOfTests(
  commands: readonly FoundCommand[],
): readonly Fact<{ name: string; value: string }>[] {
  const tests = commands.filter(({ checks, command: { program } }) =>
    // What is left to hatch gets its variables from hatch.
    checks.some(({ kind, tool }) => kind === 'tests' && (program !== 'hatch' || tool === 'pytest')),
  );
  const strength = tests.some((one) => one.strength === 'workflow') ? 'workflow' : 'tool';
  return tests
    .filter((one) => one.strength === strength)
    .flatMap(({ variables = {}, reason, through }) =>
      Object.entries(variables)
        .filter(([name]) => !notOurs.test(name) && !name.startsWith('PYTHON'))
        .map(([name, value]) =>
          fact({ name, value }, `environment ${through?.name ?? ''} of ${through?.tool ?? reason}`),
        ),
    );
}

/** The variables of a job and of its steps with scripts. */
const environments = (job: WorkflowJob): readonly Table[] => [
  job.env,
  ...job.steps.filter(({ run }) => run !== undefined).map(({ env }) => env),
];

const reporting =
  /^(?:GITHUB_TOKEN|CODECOV.*|COVERALLS.*|SONAR.*|PYPI.*|TEST_PYPI.*|CODACY.*|SLACK.*)$/;

function secrets(job: WorkflowJob): readonly Fact<string>[] {
  const values = [
    ...environments(job).flatMap((env) => Object.values(env)),
    ...entriesOf(job.services).flatMap(([, service]) => {
      const env = at(service, 'env');
      return isTable(env) ? Object.values(env) : [];
    }),
  ];
  return distinct(
    values.flatMap((value) =>
      typeof value === 'string'
        ? [...value.matchAll(/\bsecrets\.([A-Za-z_]\w*)/g)].map(([, name]) => name ?? '')
        : [],
    ),
  )
    .filter((name) => !reporting.test(name))
    .map((name) => fact(name, `env of ${reasonOf(job)}`));
}

/** Python versions that existing checks run on: of the jobs with tests, else of tox and nox. */
export function testedVersions(
  files: ProjectFiles,
  commands: readonly FoundCommand[],
): readonly TestedVersion[] {
  const inJobs = versionsInJobs(commands);
  if (inJobs.length > 0) return inJobs;
  const tox = toxFile(files);
  const inTox = versionsOfEnvironments(tox?.names ?? []).map((version) =>
    fact(version, `the environments of ${tox?.file ?? 'tox'}`),
  );
  if (inTox.length > 0) return inTox;
  const nox = readNoxfile(files.text('noxfile.py'));
  return versionsOfWords(nox.sessions.flatMap(({ pythons }) => pythons)).map((version) =>
    fact(version, 'the sessions of noxfile.py'),
  );
}

/** Python versions of the jobs with tests; where a job names none, those of the environments of tox that it runs. */
export function versionsInJobs(commands: readonly FoundCommand[]): readonly TestedVersion[] {
  const named = testJobs(commands).flatMap(versionsOfJob);
  if (named.length > 0) return named;
  return commands.flatMap(({ job, through, checks }) =>
    job === undefined || through?.tool !== 'tox' || !checks.some(({ kind }) => kind === 'tests')
      ? []
      : versionsOfEnvironments([through.name]).map((version) =>
          fact(version, `the environments of tox in ${reasonOf(job)}`),
        ),
  );
}

function versionsOfJob(job: WorkflowJob): readonly TestedVersion[] {
  const words = [
    ...job.steps.flatMap(({ uses, with: inputs }) =>
      uses === undefined ? [] : (textOf(at(inputs, 'python-version')) ?? '').split('\n'),
    ),
    textOf(job.env['UV_PYTHON']) ?? '',
    // Handed to a tool in other ways, such as `uv python install ${{ matrix.python }}`.
    ...['python-version', 'python_version', 'python'].flatMap((key) =>
      matrixValues(job.matrix, key),
    ),
  ].flatMap((text) => resolveMatrix(text.trim(), job.matrix));
  return versionsOfWords(words).map((version) =>
    fact(version, `the Python versions of ${reasonOf(job)}`),
  );
}
