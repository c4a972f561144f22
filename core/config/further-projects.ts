import { z } from 'zod';
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
      gates: gates.omit({ readiness: true }).partial().exactOptional(),
    }),
  )
  .refine((projects) => Object.keys(projects).length <= 20, {
    error: 'must be 20 projects at most',
  })
  .describe(
    'Further projects of the repository by a name: `python.directory`, and what else of `python`, `checks`, `surroundings` and `gates` is not as in the repository. Each has its own jobs for lint, tests, security and build, for all of which `CI Success` waits; coverage, security and quality of the score are those of the first project.',
  );
