import path from 'node:path';
import { ProblemsError } from '../../kernel/problem';
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
import { type Crypter, CrypterError, newCrypter, openCrypter } from '../state/crypter';
import { environmentPassphrase, generatedPassphrase, PassphraseError } from '../state/passphrase';
import {
  type LoadedState,
  loadState,
  needsPassphrase,
  SecretKeeper,
  type StackPaths,
  stackPaths,
} from '../state/stack-store';

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

/** Directory of the states, the lock files and the sandbox. */
function dataDirectory(root: string): string {
  return path.join(root, '.gatehouse');
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
  const crypters = needed ? await openCrypters(options, project, stackFile, loaded) : undefined;
  const config = await resolveConfig(project, stackFile, (ciphertext) =>
    Promise.resolve(crypters === undefined ? hiddenSecret : crypters.config.decrypt(ciphertext)),
  );
  return {
    project,
    stack: options.stack,
    paths,
    config,
    loaded,
    keeper: new SecretKeeper(crypters?.state),
  };
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
 * The crypters of the configuration and of the state. They differ only when a stack's configuration got another salt
 * than its state; both are then read with the same passphrase, and the configuration's salt goes on.
 */
async function openCrypters(
  options: StackOptions,
  project: Project,
  stackFile: StackFile,
  loaded: LoadedState,
): Promise<{ readonly config: Crypter; readonly state: Crypter }> {
  const passphrase = await passphraseOf(options, project, stackFile);
  const salt = stackFile.encryptionSalt ?? loaded.file.salt;
  try {
    const config =
      salt === undefined ? await newCrypter(passphrase) : await openCrypter(passphrase, salt);
    const older = loaded.file.salt;
    const state =
      older === undefined || older === config.state
        ? config
        : readingOlder(config, await openCrypter(passphrase, older));
    return { config, state };
  } catch (cause) {
    if (!(cause instanceof CrypterError)) throw cause;
    throw new CrypterError(
      `stack ${options.stack}: ${cause.message}; set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to the ` +
        `passphrase that ${path.basename(stackFile.file)} was encrypted with`,
      { cause },
    );
  }
}

function readingOlder(now: Crypter, older: Crypter): Crypter {
  return {
    state: now.state,
    encrypt: (plaintext) => now.encrypt(plaintext),
    decrypt: (ciphertext) => {
      try {
        return now.decrypt(ciphertext);
      } catch (error) {
        if (error instanceof CrypterError) return older.decrypt(ciphertext);
        throw error;
      }
    },
  };
}

async function passphraseOf(
  options: StackOptions,
  project: Project,
  stackFile: StackFile,
): Promise<string> {
  const given = await environmentPassphrase(options.environment);
  if (given !== undefined) return given;
  if (stackFile.encryptionSalt === undefined) {
    return generatedPassphrase(dataDirectory(project.rootDirectory));
  }
  throw new PassphraseError(
    `the stack ${options.stack} has encrypted values (${path.basename(stackFile.file)}: encryptionsalt) and no passphrase is set; ` +
      'set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE, or plan with --without-secrets',
  );
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
