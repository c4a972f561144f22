import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isOnPath } from './is-on-path';
import { dataDirectory } from '../cli/state/data-directory';
import { generatedPassphrase, passphraseVariables } from '../cli/state/passphrase';
import { encryptionSalt, handedOn, hasOwnPassphrase } from './stack-environment';
import { engineDirectory } from './stack-state';
import { SandboxError, type Target } from './target';

/** The project as the engine sees it, and the environment of the engine's commands, without the services'. */
export interface EngineProject {
  readonly directory: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** What of the root the engine does not get: it has its own, or nothing to do with it. */
const notLinked = /^(Pulumi\..*|\.git|\.gatehouse)$/;

/** @throws {SandboxError} when there is no engine on PATH. */
export function requireEngine(environment: NodeJS.ProcessEnv): void {
  if (isOnPath('pulumi', environment)) return;
  throw new SandboxError(
    'the Pulumi engine is not on PATH: run `make engine` to build it (takes some minutes), or install it ' +
      '(https://www.pulumi.com/docs/install/)',
  );
}

/**
 * Makes the project in which the engine runs a stack: links to what is in the root, so that program, pack and plugin are
 * those of the root; with a configuration file of its own, since the engine writes into it. State, passphrase and what
 * the engine keeps for its user lie below `.gatehouse` too: neither the user's login nor a tracked file is touched.
 *
 * @throws {SandboxError} when the configuration was encrypted after the stack was made.
 */
export async function engineProject(root: string, target: Target): Promise<EngineProject> {
  const isOwn = hasOwnPassphrase(root, target);
  const handed = handedOn(root, target, process.env);
  const base = engineDirectory(root, target.stack);
  const directory = join(base, 'project');
  const backend = join(base, 'state');
  await mkdir(directory, { recursive: true });
  await mkdir(backend, { recursive: true });
  await link(root, directory);
  await copyFile(join(root, 'Pulumi.yaml'), join(directory, 'Pulumi.yaml'));
  await writeConfiguration(root, target, directory);
  return {
    directory,
    environment: {
      ...handed,
      // One that host and engine share, for stacks without one of the user's; made by whichever comes first.
      ...(isOwn
        ? {}
        : { [passphraseVariables.file]: (await generatedPassphrase(dataDirectory(root))).source }),
      // Without a file of attributes beside each file: one that a killed engine was writing makes the state unreadable.
      PULUMI_BACKEND_URL: `file://${backend}?metadata=skip`,
      PULUMI_HOME: join(base, 'home'),
      PULUMI_SKIP_UPDATE_CHECK: 'true',
    },
  };
}

async function link(root: string, directory: string): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (entry.isSymbolicLink()) await unlink(join(directory, entry.name));
  }
  for (const name of await readdir(root)) {
    if (!notLinked.test(name)) await symlink(join(root, name), join(directory, name));
  }
}

/** The stack's own configuration, with the line that the engine wrote when it made the stack. */
async function writeConfiguration(
  root: string,
  { stack, configFile }: Target,
  directory: string,
): Promise<void> {
  const file = join(directory, `Pulumi.${stack}.yaml`);
  const text = await readFile(join(root, configFile), 'utf8');
  const [own, kept] = [text, existsSync(file) ? await readFile(file, 'utf8') : ''].map(
    encryptionSalt,
  );
  if (own !== undefined && kept !== undefined && own !== kept) {
    throw new SandboxError(
      `${configFile} was encrypted with a passphrase after the engine had created the stack without one. Move its ` +
        '`encryptionsalt` and secrets out, run `make down ENGINE=pulumi`, and move them back',
    );
  }
  const line = own === undefined && kept !== undefined ? `${kept}\n` : '';
  await writeFile(file, `${text.trimEnd()}\n${line}`);
}
