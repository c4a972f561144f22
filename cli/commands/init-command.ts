import * as fs from 'node:fs';
import path from 'node:path';
import { parseDocument, stringify } from 'yaml';
import { type z } from 'zod';
import { ownerName, repositoryName } from '../../core/config/formats';
import { usualFile } from '../../core/config/fleet/fleet-schema';
import { type Problem, ProblemsError } from '../../core/kernel/problem';
import { writeWhole } from '../../policies/whole-file';
import { dataDirectoryName } from '../state/data-directory';
import { installedPackage, schemaPath } from '../project/schema-path';

/** What a new project is made for. */
export interface NewProject {
  /** Folder of the new Pulumi.yaml, in which the package is installed. */
  readonly directory: string;
  readonly stack: string;
  /** Login of the organisation or user whose repositories the stack has. */
  readonly owner: string;
  readonly repositories: readonly string[];
}

/** Pulumi's rule for names of stacks, without the organisation. https://www.pulumi.com/docs/iac/concepts/stacks/ */
const stackName = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/;

/**
 * Writes a project that runs the installed package: Pulumi.yaml, a stack file, its fleet file and .gitignore. It overwrites
 * nothing.
 *
 * @returns the files, below the project's folder.
 * @throws ProblemsError for a name that is not valid, a file that is there, and a folder without the package. Nothing is
 *   written then.
 */
export function initProject(project: NewProject): readonly string[] {
  const { directory, stack } = project;
  const problems = nameProblems(project);
  if (problems.length > 0) throw new ProblemsError(problems);
  if (!fs.existsSync(path.join(directory, installedPackage, 'Pulumi.yaml'))) {
    throw new ProblemsError([
      {
        code: 'not-installed',
        file: installedPackage,
        message: 'the package is not installed in this folder',
        remedy: 'run `npm install <tarball of gatehouse>` here first',
      },
    ]);
  }
  const files = projectFiles(project);
  const present = Object.keys(files).filter((file) => fs.existsSync(path.join(directory, file)));
  if (present.length > 0) {
    throw new ProblemsError(
      present.map((file) => ({
        code: 'file-exists',
        file,
        message: 'already exists and is not overwritten',
        remedy: `move it away, or add the stack ${stack} by hand`,
      })),
    );
  }
  const written: string[] = [];
  try {
    for (const [file, text] of Object.entries(files)) {
      const target = path.join(directory, file);
      writeWhole(target, text, { isNew: true });
      written.push(target);
    }
  } catch (error) {
    // All or none: the next attempt would refuse the files that are there.
    for (const target of written) fs.rmSync(target, { force: true });
    throw error;
  }
  return Object.keys(files);
}

function nameProblems({ stack, owner, repositories }: NewProject): readonly Problem[] {
  const of = (option: string, value: string, schema: z.ZodType): readonly Problem[] =>
    (schema.safeParse(value).error?.issues ?? []).map(({ message }) => ({
      code: 'name-invalid',
      path: option,
      message,
      found: JSON.stringify(value),
    }));
  const twice = repositories.filter((name, index) => repositories.indexOf(name) !== index);
  return [
    ...of('--owner', owner, ownerName),
    ...repositories.flatMap((name) => of('--repository', name, repositoryName)),
    ...twice.map((name) => ({
      code: 'name-twice',
      path: '--repository',
      message: 'is named twice',
      found: JSON.stringify(name),
    })),
    ...(stackName.test(stack)
      ? []
      : [
          {
            code: 'name-invalid',
            path: '--stack',
            message: 'is not a valid stack name',
            found: JSON.stringify(stack),
            allowed: 'up to 100 letters, digits, `-`, `_` and `.`, starting with a letter or digit',
          },
        ]),
  ];
}

/** The text of each file by its path below the project. */
function projectFiles(project: NewProject): Readonly<Record<string, string>> {
  const { directory, stack, owner, repositories } = project;
  const stackFile = `Pulumi.${stack}.yaml`;
  const fleetFile = usualFile(stack);
  const withSchema = (file: string, kind: 'stack' | 'fleet', content: unknown): string =>
    `# yaml-language-server: $schema=${schemaPath(directory, file, kind)}\n${stringify(content)}`;
  return {
    'Pulumi.yaml': projectFile(path.join(directory, installedPackage)),
    [stackFile]: withSchema(stackFile, 'stack', {
      config: {
        'gatehouse:github': { owner },
        'gatehouse:delivery': { mode: 'pullRequest' },
      },
    }),
    [fleetFile]: withSchema(fleetFile, 'fleet', {
      repositories: repositories.map((name) => ({ name })),
    }),
    '.gitignore': `/node_modules/\n/${dataDirectoryName}/\n`,
  };
}

/** The package's own Pulumi.yaml, with its program and its plugin where npm put them. */
function projectFile(packageDirectory: string): string {
  const document = parseDocument(
    fs.readFileSync(path.join(packageDirectory, 'Pulumi.yaml'), 'utf8'),
  );
  document.setIn(['main'], `${installedPackage}/infra/`);
  document.setIn(['plugins', 'providers', 0, 'path'], `./${installedPackage}/provider`);
  return document.toString({ lineWidth: 100 });
}
