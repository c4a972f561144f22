import { dataDirectory } from '../state/data-directory';
import path from 'node:path';
import { environmentProblems } from '../../core/config/environment-limit';
import { ProblemsError } from '../../core/kernel/problem';
import { type PackRequest } from '../engine/session';
import { readPolicyConfig } from '../project/policy-config';
import { type Project, readProject } from '../project/project-file';
import { type ResolvedConfig } from '../project/resolved-config';
import {
  hasSecureValues,
  readStackFile,
  resolveConfig,
  type StackFile,
} from '../project/stack-config';
import {
  type LoadedState,
  loadState,
  needsPassphrase,
  SecretKeeper,
  type StackPaths,
  stackPaths,
} from '../state/stack-store';
import { openCrypters } from './stack-crypters';

/** Options that every command of a stack takes, as the user gave them. */
export interface StackOptions {
  readonly directory: string;
  readonly stack: string;
  readonly configFile?: string | undefined;
  readonly environment: NodeJS.ProcessEnv;
  /** Plan without the stack's passphrase: encrypted values are a placeholder. */
  readonly withoutSecrets?: boolean | undefined;
}

/** Stands for a value that could not be decrypted, where the user allowed that; the engine's own word for it. */
export const hiddenSecret = '[secret]';

/** A stack ready to be worked on. */
export interface OpenStack {
  readonly project: Project;
  readonly stack: string;
  readonly paths: StackPaths;
  readonly config: ResolvedConfig;
  readonly loaded: LoadedState;
  /** Can decrypt what the state holds; whether it can encrypt depends on what was asked for. */
  readonly keeper: SecretKeeper;
}

/**
 * Reads project, configuration and state of a stack.
 *
 * @param use `write` makes sure that secrets can be encrypted; `read` derives the key only where something is.
 * @throws ProblemsError, PassphraseError, CrypterError or CorruptStateError before anything is started.
 */
export async function openStack(options: StackOptions, use: 'read' | 'write'): Promise<OpenStack> {
  checkStackName(options.stack);
  const project = await readProject(options.directory);
  const stackFile = await readStackFile(project, options.stack, options.configFile);
  const paths = stackPaths(dataDirectory(project.rootDirectory), options.stack);
  const loaded = await loadState(paths);
  const secureConfig = hasSecureValues(stackFile);
  const hide = options.withoutSecrets === true && use === 'read';
  const needed = use === 'write' || (!hide && secureConfig) || needsPassphrase(loaded.file);
  const crypters = needed
    ? await openCrypters(
        {
          stack: options.stack,
          dataDirectory: dataDirectory(project.rootDirectory),
          config: { file: stackFile.file, salt: stackFile.encryptionSalt },
          state: { file: paths.state, salt: loaded.file.salt },
        },
        options.environment,
      )
    : undefined;
  const config = await resolveConfig(project, stackFile, (ciphertext) =>
    Promise.resolve(crypters === undefined ? hiddenSecret : crypters.config.decrypt(ciphertext)),
  );
  refuseTooLarge(stackFile, config);
  return {
    project,
    stack: options.stack,
    paths,
    config,
    loaded,
    keeper: new SecretKeeper(crypters?.state),
  };
}

/** @throws ProblemsError for a configuration that could not be handed to the program. */
export function refuseTooLarge(stackFile: StackFile, config: ResolvedConfig): void {
  const problems = environmentProblems(path.basename(stackFile.file), config.values);
  if (problems.length > 0) throw new ProblemsError(problems);
}

function checkStackName(stack: string): void {
  if (/^[A-Za-z0-9_.-]{1,100}$/.test(stack) && !/^\.+$/.test(stack)) return;
  throw new ProblemsError([
    {
      code: 'stack-name',
      path: '--stack',
      message: 'not a stack name',
      found: stack,
      allowed: 'up to 100 letters, digits, hyphens, underscores and periods',
    },
  ]);
}

/**
 * The policy packs that a command line names, each with its configuration file, in order.
 *
 * @throws ProblemsError when there are fewer configuration files than packs, or one cannot be read.
 */
export async function packRequests(
  directories: readonly string[],
  configFiles: readonly string[],
): Promise<readonly PackRequest[]> {
  if (configFiles.length > 0 && configFiles.length !== directories.length) {
    throw new ProblemsError([
      {
        code: 'policy-config-count',
        path: '--policy-pack-config',
        message: 'give one configuration file per policy pack, in the same order, or none',
        found: `${configFiles.length} for ${directories.length} packs`,
      },
    ]);
  }
  return Promise.all(
    directories.map(async (directory, index) => {
      const configFile = configFiles[index];
      return {
        directory: path.resolve(directory),
        configFile,
        entries: configFile === undefined ? {} : await readPolicyConfig(configFile),
      };
    }),
  );
}
