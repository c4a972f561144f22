import { oneOf } from '../kernel/one-of';
import { managerEntries } from '../tools/managers';
import { z } from 'zod';
import { gateNames, modeNames } from '../readiness/gate-modes';
import {
  checkPackages,
  formatters,
  installers,
  linters,
  packageManagers,
  pathTools,
  testRunners,
  typeCheckers,
} from './choices';
import {
  percent,
  plainText,
  pythonVersion,
  repositoryPath,
  runnerLabel,
  secretName,
} from './formats';

const variableMap = z.record(secretName, z.string().max(49_152));
const enforcement = z.enum(modeNames);
/** Group or extra. https://packaging.python.org/en/latest/specifications/name-normalization/ */
const groupName = z.string().regex(/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$/, {
  error: 'is not a valid name of a dependency group or extra',
});
/** A requirement by name. https://packaging.python.org/en/latest/specifications/dependency-specifiers/ */
const requirement = plainText.regex(
  /^[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[^\]]*\])?\s*(?:[~=!<>].*|@ .*|;.*)?$/,
  {
    error: 'is not a requirement, such as `types-requests>=2`',
  },
);
const serviceName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]{0,99}$/, {
  error: 'must be letters, digits, `_` and `-`, starting with a letter or `_`',
});
const port = z.int().min(1).max(65_535);
const portMapping = z
  .string()
  .regex(/^\d{1,5}:\d{1,5}$/, {
    error: 'must be a port, or the port on localhost and that of the container, such as 5433:5432',
  })
  .refine((text) => text.split(':').every((part) => port.safeParse(Number(part)).success), {
    error: 'must hold ports from 1 to 65535',
  });
const service = z.strictObject({
  image: z
    .string()
    .regex(/^[a-z0-9][A-Za-z0-9._/:@-]{0,254}$/, { error: 'is not a container image' })
    .describe('Image, by digest where the policies ask for it.'),
  ports: z
    .array(z.union([port, portMapping]))
    .min(1)
    .max(20)
    .describe('Ports of the container; `5433:5432` is its port 5432, as 5433 on localhost.'),
  env: variableMap.default({}).describe('Environment of the container; no secrets.'),
  healthCommand: plainText
    .exactOptional()
    .describe('Command in the container that succeeds once it can be used, such as pg_isready.'),
});

const managerTitles = oneOf(managerEntries.map(([, { title }]) => title));

/** What the project is and what it needs: sections of a repository's settings. */
export const projectSections = {
  python: z.strictObject({
    directory: repositoryPath
      .refine((path) => path === '.' || !/(?:^|\/)\.{0,1}(?:\/|$)/.test(path), {
        error: 'must be `.` or a directory without `.` and without `/` at its end',
      })
      .describe(
        'Directory of the project, where every step of it runs; paths in `python`, `checks` and `build` begin there.',
      ),
    versions: z
      .tuple([pythonVersion], pythonVersion)
      .describe('CPython versions to test with, quoted; every other job runs on the first one.'),
    manager: z
      .enum(packageManagers)
      .describe(`What installs the project; \`pip\` where no lock file of ${managerTitles} is.`),
    installer: z
      .enum(installers)
      .describe(
        "With `manager: pip`: what installs. `pip` has pip's own order of indexes and is slower.",
      ),
    tools: z
      .union([z.enum(['project', 'gatehouse']), z.array(z.enum(checkPackages))])
      .describe(
        "Where the versions of the checks' packages come from: the project, Gatehouse, or the project for those listed.",
      ),
    sources: z
      .tuple([repositoryPath], repositoryPath)
      .describe('Directories, or modules in the root, with the code.'),
    tests: z
      .tuple([repositoryPath], repositoryPath)
      .describe('Directories, or files, with the tests.'),
    requirements: z
      .array(repositoryPath)
      .max(20)
      .describe('With `manager: pip`: the requirements files, all installed together.'),
    constraints: z
      .array(repositoryPath)
      .max(20)
      .describe('With `manager: pip`: the constraints files.'),
    groups: z.array(groupName).max(50).describe('Dependency groups that checks need.'),
    extras: z.array(groupName).max(50).describe("The project's extras that checks need."),
    dependencies: z
      .array(requirement)
      .max(100)
      .describe(
        'Further requirements that checks need, such as `types-requests>=2`. They are installed with the project, not layered over it.',
      ),
    allMembers: z.boolean().describe('Install all members of the uv workspace.'),
    credentials: z
      .record(secretName, secretName)
      .describe(
        'Environment variables of the installation, and the secrets that hold them, such as `UV_INDEX_INTERNAL_PASSWORD: INDEX_PASSWORD`.',
      ),
  }),
  checks: z.strictObject({
    linter: z.enum(linters).describe('Linter.'),
    formatter: z.enum(formatters).describe('Formatter; `ruff` is `ruff format`.'),
    typeChecker: z.enum(typeCheckers).describe('Type checker.'),
    testRunner: z
      .enum(testRunners)
      .describe('`django`: manage.py test. `command`: `testCommand`, which measures no coverage.'),
    testCommand: z
      .tuple([plainText], plainText)
      .exactOptional()
      .describe('Command and arguments of `testRunner: command`, such as [tox, run].'),
    parallelTests: z.boolean().describe('Run pytest in one process for each core.'),
    commands: z
      .partialRecord(
        z.enum(pathTools),
        z.strictObject({
          arguments: z
            .array(
              plainText.refine((text) => !/^--(?:exit-zero|fix|unsafe-fixes)$/.test(text), {
                error: 'would keep the check from failing',
              }),
            )
            .max(50)
            .default([])
            .describe('Options, such as --max-line-length=100.'),
          paths: z
            .array(repositoryPath)
            .max(50)
            .default([])
            .describe(
              'What it looks at; by default the code and, but for type checkers, the tests.',
            ),
        }),
      )
      .describe(
        'How linter, formatter and type checker are run where their configuration does not say it.',
      ),
    runners: z
      .array(runnerLabel)
      .max(10)
      .describe('Further runners for the tests, such as macos-15 and windows-2025.'),
    versions: z
      .partialRecord(
        z.enum(checkPackages),
        z.string().regex(/^\d+(?:\.\d+)*(?:(?:a|b|rc|\.post|\.dev)\d+)?$/, {
          error: 'must be one version, such as 26.10.1',
        }),
      )
      .describe(
        "Versions of the checks' packages that the project does not bring, instead of Gatehouse's.",
      ),
  }),
  checkout: z.strictObject({
    history: z
      .boolean()
      .describe(
        'All commits and tags, for a version that is taken from git (setuptools-scm, hatch-vcs).',
      ),
    submodules: z.boolean().describe('Submodules, recursively.'),
    lfs: z.boolean().describe('Files of Git LFS.'),
  }),
  surroundings: z.strictObject({
    env: variableMap.describe('Environment variables of the jobs that run the code; no secrets.'),
    systemPackages: z
      .array(
        z.string().regex(/^[a-z0-9][a-z0-9+.-]{0,99}$/, { error: 'is not a Debian package name' }),
      )
      .max(100)
      .describe('Debian packages that the jobs need.'),
    setup: z
      .array(plainText)
      .max(50)
      .describe('Commands before the dependencies are installed, on CI and in the preflight.'),
    services: z
      .record(serviceName, service)
      .describe('Containers beside the test job, such as a database; reached on localhost.'),
  }),
  gates: z.strictObject({
    coverage: percent.describe('Minimum line coverage, percent.'),
    readiness: percent.describe('Minimum readiness score, percent.'),
    lint: enforcement.describe('The linter.'),
    format: enforcement.describe('The formatter.'),
    types: enforcement.describe('The type checker.'),
    tests: enforcement.describe('Tests and coverage.'),
    security: enforcement.describe('bandit, pip-audit and dependency health.'),
    performance: z
      .enum(['enforce', 'warn', 'off'])
      .exactOptional()
      .describe(
        'The benchmarks of `performance`: `enforce` blocks a change that is slower than its base by more than is tolerated; without enough measurements nothing blocks. Absent: `warn`.',
      ),
    ramp: z
      .partialRecord(
        z.enum(gateNames),
        z.strictObject({
          new: z.iso
            .date()
            .exactOptional()
            .describe('Day, in quotes, from which (UTC) only what is new fails.'),
          enforce: z.iso
            .date()
            .exactOptional()
            .describe('Day, in quotes, from which (UTC) the gate enforces.'),
        }),
      )
      .exactOptional()
      .describe('Gates that become stricter on a day, by name. A later day is a weaker gate.'),
  }),
  waivers: z.strictObject({
    longestDays: z
      .int()
      .min(0)
      .max(3650)
      .describe(
        'Days that a waiver in `.github/gatehouse/waivers.yaml` may last at most; 0: no waiver counts.',
      ),
  }),
} as const;
