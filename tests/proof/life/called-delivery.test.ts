import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { attachProviders, type AttachedProviders } from '../../../sandbox/attached-providers';
import { commitFiles } from '../../../sandbox/github/commit-files';
import { type GitHubServer, startGitHub } from '../../../sandbox/github/server';
import { describeWith } from '../../support/with-program';
import { DeliveryProject, deliveryTarget } from '../../engine/delivery-project';

const { owner, repository } = deliveryTarget;
const [a, b] = ['.github/workflows/a.yml', '.github/workflows/b.yml'] as const;
const text = (name: string): string => `name: ${name}\non: workflow_call\njobs: {}\n`;

describeWith('pulumi')(
  'a workflow that is called at the commit of another delivery, under the engine',
  () => {
    let github: GitHubServer;
    let project: DeliveryProject;
    let providers: AttachedProviders;
    let scratch: string;

    beforeAll(async () => {
      scratch = mkdtempSync(path.join(tmpdir(), 'gatehouse-engine-called-'));
      github = await startGitHub({ directory: scratch, login: owner });
      for (const name of ['ci', repository]) {
        await github.world.createRepository(owner, name);
        const files = { 'README.md': 'theirs\n' };
        await commitFiles(github.world, {
          owner,
          repository: name,
          branch: 'main',
          files,
          message: 'Start',
        });
      }
      providers = await attachProviders(process.env);
      project = new DeliveryProject(github, providers, 'calling-program');
      project.wants({ [a]: text('A'), [b]: text('B') });
      await project.pulumi('stack', 'init', 'dev');
      project.wants({ [a]: text('A'), [b]: text('B') });
    });
    afterAll(async () => {
      await github.close();
      providers.stop();
      project.remove();
      rmSync(scratch, { recursive: true, force: true });
    });

    const git = (name: string) => github.world.git(github.world.required(owner, name));
    const head = async (name: string): Promise<string> =>
      (await git(name).revisions('main'))[0] ?? '';
    /** The commit that the caller names. */
    const pinned = async (): Promise<string> => {
      const entries = await git(repository).tree('main', true);
      const file = entries.find(({ path: name }) => name === '.github/workflows/ci.yml');
      return (
        /@([0-9a-f]{40})$/m.exec(String(await git(repository).blob(file?.sha ?? '')))?.[1] ?? ''
      );
    };

    test('central first; the pin changes with the called file alone, and no second update does anything', async () => {
      const preview = await project.pulumi('preview', '--stack', 'dev');
      expect(preview).toMatch(/4 to create/);
      await project.pulumi('up', '--yes', '--stack', 'dev');
      const first = await head('ci');
      expect(await pinned()).toBe(first);
      expect(await project.pulumi('up', '--yes', '--stack', 'dev')).toMatch(/4 unchanged/);

      // Another file: known before the update that the caller keeps its commit.
      project.wants({ [a]: text('A'), [b]: text('C') });
      expect(await project.pulumi('preview', '--stack', 'dev')).toMatch(/1 to update/);
      await project.pulumi('up', '--yes', '--stack', 'dev');
      expect(await head('ci')).not.toBe(first);
      expect(await pinned()).toBe(first);

      project.wants({ [a]: text('D'), [b]: text('C') });
      expect(await project.pulumi('preview', '--stack', 'dev')).toMatch(/2 to update/);
      await project.pulumi('up', '--yes', '--stack', 'dev');
      expect(await pinned()).toBe(await head('ci'));
      expect(await project.pulumi('refresh', '--yes', '--stack', 'dev')).toMatch(/4 unchanged/);
    });
  },
);
