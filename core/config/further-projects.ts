import { z } from 'zod';
import { gateModeProblems, type GateSettings } from './gate-mode-problems';
import { projectSections } from './project-sections';

const { python, checks, surroundings, gates } = projectSections;

const projectId = z.string().regex(/^[a-z_][a-z0-9_-]{0,39}$/, {
  error: 'must be lower-case letters, digits, `_` and `-`, starting with a letter or `_`',
});

/** Projects of a repository beside the one that its own `python` is about. */
export const furtherProjects = z
  .record(
    projectId,
    z.strictObject({
      python: python.partial().extend({ directory: python.shape.directory }),
      checks: checks.partial().exactOptional(),
      surroundings: surroundings.partial().exactOptional(),
      gates: gates.omit({ readiness: true, performance: true }).partial().exactOptional(),
    }),
  )
  .refine((projects) => Object.keys(projects).length <= 20, {
    error: 'must be 20 projects at most',
  })
  .describe(
    'Further projects of the repository by a name: `python.directory`, and what else of `python`, `checks`, `surroundings` and `gates` is not as in the repository. Each has its own jobs for lint, tests, security and build, for all of which `CI Success` waits, and its own baseline; coverage, security and quality of the score are those of the first project, which each report says.',
  );

interface Repository {
  readonly runner: string;
  readonly python: { readonly directory: string };
  readonly gates: GateSettings['gates'];
  readonly checks: { readonly runners: readonly string[]; readonly testRunner: string };
  readonly surroundings: { readonly services: object };
  readonly jobs: object;
  readonly projects: z.infer<typeof furtherProjects>;
}

interface Issue {
  readonly path: string[];
  readonly message: string;
  readonly input: unknown;
}

/** What of the projects does not go together with the repository, or with each other. */
export function projectIssues(repository: Repository): readonly Issue[] {
  const places = new Map([[repository.python.directory, 'the repository itself']]);
  return Object.entries(repository.projects).flatMap(([name, project]) => {
    const { directory } = project.python;
    const other = places.get(directory);
    places.set(directory, name);
    return [
      ...modeIssues(repository, name, project),
      ...(other === undefined
        ? []
        : [
            {
              path: ['projects', name, 'python', 'directory'],
              message: `must not be that of another project (${other})`,
              input: directory,
            },
          ]),
      ...['lint', 'test', 'security', 'build']
        .map((job) => `${job}-${name}`)
        .filter((id) => Object.hasOwn(repository.jobs, id))
        .map((id) => ({
          path: ['jobs', id],
          message: `must not be a job of the project ${name}`,
          input: id,
        })),
      ...servicesElsewhere(repository, name, project),
    ];
  });
}

/** What is wrong with the modes that a project has of its own. */
const modeIssues = (
  { gates, checks }: Repository,
  name: string,
  project: Repository['projects'][string],
): readonly Issue[] =>
  project.gates === undefined && project.checks?.testRunner === undefined
    ? []
    : gateModeProblems({
        gates: { ...gates, ...(project.gates as Partial<Repository['gates']>) },
        checks: { testRunner: project.checks?.testRunner ?? checks.testRunner },
      }).map(([path, message]) => ({
        path: ['projects', name, ...path],
        message,
        input: project.gates,
      }));

/** Containers run on Linux only. What the repository itself has is looked at there. */
function servicesElsewhere(
  { runner, checks, surroundings }: Repository,
  name: string,
  project: Repository['projects'][string],
): readonly Issue[] {
  const own = { runners: project.checks?.runners, services: project.surroundings?.services };
  if (own.runners === undefined && own.services === undefined) return [];
  const services = own.services ?? surroundings.services;
  const elsewhere = [runner, ...(own.runners ?? checks.runners)].filter(isElsewhere);
  return elsewhere.length === 0 || Object.keys(services).length === 0
    ? []
    : [
        {
          path: ['projects', name, 'surroundings', 'services'],
          message: `need Linux runners, and the tests run on ${elsewhere.join(', ')} too`,
          input: services,
        },
      ];
}

/** Whether a runner is none of Linux. */
export const isElsewhere = (label: string): boolean => /^(?:macos|windows)/i.test(label);
