import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { text } from 'node:stream/consumers';
import { stringify } from 'yaml';
import { type TestWorld } from '../sandbox/test-world';

const root = path.resolve(__dirname, '..', '..');

/** A project that delivers two files to some repositories of a world, run by the embedded host. */
export class DeliveryProject {
  readonly directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-deliveries-'));
  private readonly notes = new Map<string, string>();
  private workflow = 'name: CI\n';

  constructor(
    private readonly world: TestWorld,
    private readonly repositories: readonly string[],
    /** Further arguments of each delivery. */
    private readonly more: object = {},
  ) {
    writeFileSync(
      path.join(this.directory, 'Pulumi.yaml'),
      stringify({
        name: 'deliveries',
        runtime: { name: 'nodejs', options: { typescript: false } },
        main: path.join(__dirname, 'fixtures', 'deliveries'),
        plugins: { providers: [{ name: 'gatehouse', path: path.join(root, 'provider') }] },
      }),
    );
    this.wants('first');
  }

  /** What the workflow holds from now on. */
  delivers(workflow: string): void {
    this.workflow = workflow;
    this.write();
  }

  /** What one of the files holds from now on, in all repositories or in some. */
  wants(content: string, repositories = this.repositories): void {
    for (const name of repositories) this.notes.set(name, `${content}\n`);
    this.write();
  }

  private write(): void {
    const config = {
      'deliveries:owner': this.world.owner,
      'deliveries:workflow': this.workflow,
      'deliveries:notes': Object.fromEntries(this.notes),
      'deliveries:more': this.more,
    };
    writeFileSync(path.join(this.directory, 'Pulumi.dev.yaml'), stringify({ config }));
  }

  /** Begins a command of the host. */
  start(...args: readonly string[]) {
    const { token, githubUrl } = this.world;
    const host = path.join(root, 'cli', 'bin.mjs');
    const child = spawn(process.execPath, [host, ...args, '--stack', 'dev'], {
      cwd: this.directory,
      env: { ...process.env, NO_COLOR: '1', GITHUB_TOKEN: token, GITHUB_BASE_URL: githubUrl },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const texts = Promise.all([child.stdout, child.stderr].map(text));
    const ended = once(child, 'close').then(async ([code]) => {
      const [stdout = '', stderr = ''] = await texts;
      return { code: code as number | null, stdout, stderr };
    });
    return { child, ended };
  }

  /** A command and the requests that it sends. @throws when it fails. */
  async run(...args: readonly string[]) {
    const before = this.world.github.requests.length;
    const { code, stdout, stderr } = await this.start(...args).ended;
    if (code !== 0) throw new Error(`${args.join(' ')} failed: ${stdout}${stderr}`);
    return { stdout, sent: this.world.github.requests.slice(before) };
  }

  /** Requests that the output of an update named before it began. */
  estimated(stdout: string): number {
    return Number(/Requests to GitHub: about ([\d,]+)/.exec(stdout)?.[1]?.replaceAll(',', ''));
  }

  /** Commits of each repository that a delivery made. */
  delivered(): readonly number[] {
    return this.repositories.map((name) =>
      Number(this.world.git(name, 'rev-list', '--count', '--grep=^Deliver', 'main')),
    );
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
