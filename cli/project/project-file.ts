import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { type LocatedYaml, readLocatedYaml } from '../../core/config/located-yaml';
import { ProblemsError } from '../../core/kernel/problem';

const configType = z.object({
  type: z.string().optional(),
  items: z.unknown().optional(),
  default: z.unknown().optional(),
  value: z.unknown().optional(),
  secret: z.boolean().optional(),
  description: z.string().optional(),
});

const projectSchema = z.object({
  name: z.string().min(1),
  runtime: z.union([
    z.string(),
    z.object({
      name: z.string(),
      options: z
        .object({ typescript: z.boolean().optional(), nodeargs: z.string().optional() })
        .loose()
        .optional(),
    }),
  ]),
  main: z.string().optional(),
  plugins: z
    .object({
      providers: z.array(z.object({ name: z.string(), path: z.string() }).loose()).optional(),
    })
    .loose()
    .optional(),
  config: z.record(z.string(), z.union([configType, z.unknown()])).optional(),
});

/** One key of the project's configuration schema. */
export interface ConfigDeclaration {
  readonly type: string | undefined;
  readonly items: unknown;
  /** Value of a stack that does not set the key; undefined: the stack must. */
  readonly default: unknown;
  readonly secret: boolean;
}

/** What the host needs of Pulumi.yaml. */
export interface Project {
  readonly name: string;
  readonly file: string;
  /** Folder of Pulumi.yaml. */
  readonly rootDirectory: string;
  /** Working directory and location of the program: Pulumi.yaml's `main`, or the root. */
  readonly programDirectory: string;
  readonly typescript: boolean;
  readonly nodeArguments: readonly string[];
  /** Provider plugins run from source, by package name. */
  readonly providerDirectories: ReadonlyMap<string, string>;
  readonly config: ReadonlyMap<string, ConfigDeclaration>;
}

/**
 * Reads Pulumi.yaml.
 *
 * https://www.pulumi.com/docs/iac/concepts/projects/project-file/
 * @throws ProblemsError when it is missing, is not YAML, or describes a project that is not a Node.js one.
 */
export async function readProject(rootDirectory: string): Promise<Project> {
  const file = path.join(rootDirectory, 'Pulumi.yaml');
  const document = await readYaml(file, 'run the command in the directory of Pulumi.yaml');
  const parsed = projectSchema.safeParse(document);
  if (!parsed.success) {
    throw new ProblemsError(
      parsed.error.issues.map((issue) => ({
        code: 'project-invalid',
        file: 'Pulumi.yaml',
        path: issue.path.join('.'),
        message: issue.message,
      })),
    );
  }
  const { name, runtime, main, plugins, config } = parsed.data;
  const runtimeName = typeof runtime === 'string' ? runtime : runtime.name;
  if (runtimeName !== 'nodejs') {
    throw new ProblemsError([
      {
        code: 'runtime-unsupported',
        file: 'Pulumi.yaml',
        path: 'runtime',
        message: 'the embedded host runs Node.js programs only',
        found: runtimeName,
        allowed: 'nodejs',
        remedy: 'use the Pulumi engine for other languages',
      },
    ]);
  }
  const options = typeof runtime === 'string' ? undefined : runtime.options;
  return {
    name,
    file,
    rootDirectory,
    programDirectory: path.resolve(rootDirectory, main ?? '.'),
    typescript: options?.typescript ?? true,
    nodeArguments: options?.nodeargs?.split(/\s+/).filter((part) => part !== '') ?? [],
    providerDirectories: new Map(
      plugins?.providers?.map((plugin) => [plugin.name, path.resolve(rootDirectory, plugin.path)]),
    ),
    config: new Map(
      Object.entries(config ?? {}).map(([key, entry]) => [
        key.includes(':') ? key : `${name}:${key}`,
        declaration(entry),
      ]),
    ),
  };
}

/** Writing a bare value instead of a declaration sets it for every stack. */
function declaration(entry: unknown): ConfigDeclaration {
  const parsed = configType.safeParse(entry);
  if (!parsed.success) {
    return { type: undefined, items: undefined, default: entry, secret: false };
  }
  const { type, items, default: fallback, value, secret } = parsed.data;
  return { type, items, default: fallback ?? value, secret: secret ?? false };
}

/**
 * Reads a YAML file into plain values.
 *
 * @throws ProblemsError with line and column for broken YAML, or with the remedy when the file is missing.
 */
export async function readYaml(file: string, remedyIfMissing: string): Promise<unknown> {
  return (await readLocatedFile(file, remedyIfMissing)).value;
}

/**
 * Reads a YAML file into plain values that know where they are.
 *
 * @throws ProblemsError as {@link readYaml}.
 */
export async function readLocatedFile(file: string, remedyIfMissing: string): Promise<LocatedYaml> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new ProblemsError(
      [
        {
          code: 'file-missing',
          file,
          message: 'the file cannot be read',
          remedy: remedyIfMissing,
        },
      ],
      { cause },
    );
  });
  const read = readLocatedYaml(path.basename(file), text);
  if (!read.ok) throw new ProblemsError(read.problems);
  return read.yaml;
}
