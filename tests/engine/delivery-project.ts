import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { type AttachedProviders } from '../../sandbox/attached-providers';
import { type GitHubServer } from '../../sandbox/github/server';

const root = path.resolve(__dirname, '..', '..');

/** The repository that the programs deliver to. */
export const deliveryTarget = { owner: 'acme', repository: 'orders' } as const;

/** A project of the engine that delivers to the loopback GitHub. The server answers while the engine runs. */
export class DeliveryProject {
  readonly directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-delivery-'));

  constructor(
    private readonly github: GitHubServer,
    private readonly providers: AttachedProviders,
    program = 'delivery-program',
  ) {
    cpSync(path.join(__dirname, program), path.join(this.directory, 'program'), {
      recursive: true,
    });
    symlinkSync(path.join(root, 'node_modules'), path.join(this.directory, 'node_modules'));
    mkdirSync(path.join(this.directory, 'state'));
    writeFileSync(
      path.join(this.directory, 'Pulumi.yaml'),
      stringify({
        name: 'delivery',
        runtime: { name: 'nodejs', options: { typescript: false } },
        main: 'program',
        plugins: { providers: [{ name: 'gatehouse', path: path.join(root, 'provider') }] },
      }),
    );
  }

  wants(files: Readonly<Record<string, string>>): void {
    writeFileSync(
      path.join(this.directory, 'Pulumi.dev.yaml'),
      stringify({
        config: {
          'delivery:owner': deliveryTarget.owner,
          'delivery:repository': deliveryTarget.repository,
          'delivery:token': this.github.token,
          'delivery:baseUrl': `${this.github.url}/`,
          'delivery:tier': 'gold',
          'delivery:files': JSON.stringify(files),
        },
      }),
    );
  }

  async pulumi(...args: readonly string[]): Promise<string> {
    const run = promisify(execFile)('pulumi', [...args, '--non-interactive'], {
      cwd: this.directory,
      env: {
        ...process.env,
        ...this.providers.environment,
        FORCE_COLOR: '0',
        GATEHOUSE_ROOT: root,
        PULUMI_BACKEND_URL: `file://${this.directory}/state`,
        PULUMI_CONFIG_PASSPHRASE: 'staple',
        PULUMI_SKIP_UPDATE_CHECK: 'true',
      },
    });
    const { stdout, stderr } = await run.catch((cause: unknown) => {
      // The error is on the standard output.
      const { stdout: output = '' } = cause as { readonly stdout?: string };
      throw new Error(`pulumi ${args.join(' ')} failed: ${output}`, { cause });
    });
    return stdout + stderr;
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
