import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { attachProviders, type AttachedProviders } from '../../sandbox/attached-providers';
import { commitFiles } from '../../sandbox/github/commit-files';
import { type GitHubServer, startGitHub } from '../../sandbox/github/server';
import { DeliveryProject, deliveryTarget } from './delivery-project';
import { describeWith } from '../support/with-program';

const { owner, repository } = deliveryTarget;
const workflow = '.github/workflows/ci.yml';
const first = { [workflow]: 'name: CI\n', '.github/gatehouse/preflight.mk': 'ci:\n\ttrue\n' };
const second = { ...first, [workflow]: 'name: CI\non: push\n' };

describeWith('pulumi')(
  "the engine, our plugin from source and the sandbox's GitHub provider",
  () => {
    let github: GitHubServer;
    let project: DeliveryProject;
    let providers: AttachedProviders;
    let scratch: string;

    beforeAll(async () => {
      scratch = mkdtempSync(path.join(tmpdir(), 'gatehouse-engine-github-'));
      github = await startGitHub({ directory: scratch, login: owner });
      await github.world.createRepository(owner, repository);
      await push({ 'README.md': 'theirs\n' });
      providers = await attachProviders(process.env);
      project = new DeliveryProject(github, providers);
      project.wants(first);
      await project.pulumi('stack', 'init', 'dev');
      project.wants(first);
    });
    afterAll(async () => {
      await github.close();
      providers.stop();
      project.remove();
      rmSync(scratch, { recursive: true, force: true });
    });

    const push = (files: Readonly<Record<string, string | null>>): Promise<string> =>
      commitFiles(github.world, { owner, repository, branch: 'main', files, message: 'Theirs' });
    const state = () => github.world.required(owner, repository);
    const git = () => github.world.git(state());
    const delivered = async (): Promise<Readonly<Record<string, string>>> => {
      const entries = await git().tree('main', true);
      const blobs = entries.filter(
        ({ type, path: name }) => type === 'blob' && name !== 'README.md',
      );
      const texts = blobs.map(
        async (one) => [one.path, String(await git().blob(one.sha))] as const,
      );
      return Object.fromEntries(await Promise.all(texts));
    };
    const commits = async (): Promise<number> => (await git().revisions('main')).length;

    test('up delivers all files by one commit, and settings beside them', async () => {
      await project.pulumi('up', '--yes', '--skip-preview', '--stack', 'dev');
      expect(await delivered()).toEqual(first);
      expect(await commits()).toBe(2);
      expect(state().variables['TIER']?.value).toBe('gold');
      expect(JSON.stringify(state().rulesets)).toContain('"context":"CI Success"');
      const again = await project.pulumi('up', '--yes', '--stack', 'dev', '--expect-no-changes');
      expect(again).toContain('unchanged');
      expect(await commits()).toBe(2);
    });

    test('a preview shows each changed file as lines', async () => {
      project.wants(second);
      const shown = await project.pulumi('preview', '--diff', '--stack', 'dev');
      expect(shown).toContain(workflow);
      expect(shown).toMatch(/\+\s?on: push/);
      expect(shown).not.toContain('preflight.mk: ');
      expect(await commits()).toBe(2);
      project.wants(first);
    });

    test('refresh sees a hand edit and a changed setting, and up fixes both', async () => {
      await push({ [workflow]: 'name: Mine\n', '.github/gatehouse/preflight.mk': null });
      const variable = state().variables['TIER'];
      if (variable === undefined) throw new Error('the variable is there');
      state().variables['TIER'] = { ...variable, value: 'lead' };
      const seen = await project.pulumi('refresh', '--yes', '--stack', 'dev');
      expect(seen).toContain(workflow);
      expect(seen).toContain('2 updated');
      expect(state().variables['TIER']?.value).toBe('lead');
      await project.pulumi('up', '--yes', '--skip-preview', '--stack', 'dev');
      expect(await delivered()).toEqual(first);
      expect(await commits()).toBe(4);
      expect(state().variables['TIER']?.value).toBe('gold');
    });

    test('destroy removes what up made, and no more', async () => {
      await project.pulumi('destroy', '--yes', '--skip-preview', '--stack', 'dev');
      expect(await delivered()).toEqual({});
      expect(await git().entry('main', 'README.md')).toBeDefined();
      expect(state().rulesets).toEqual([]);
      expect(state().variables).toEqual({});
    });

    test('pulumi import takes an existing set over, and nothing is committed for it', async () => {
      await push(first);
      const before = await commits();
      await project.pulumi(
        ...['up', '--yes', '--skip-preview', '--stack', 'dev'],
        ...['--target', 'urn:pulumi:dev::delivery::pulumi:providers:gatehouse::ours'],
      );
      const id = `${repository}:main:.github/gatehouse/,${workflow}`;
      const provider = 'ours=urn:pulumi:dev::delivery::pulumi:providers:gatehouse::ours';
      await project.pulumi(
        ...['import', 'gatehouse:index:WorkflowCommit', 'files', id, '--provider', provider],
        ...['--generate-code=false', '--protect=false', '--yes', '--stack', 'dev'],
      );
      await project.pulumi('up', '--yes', '--skip-preview', '--stack', 'dev');
      expect(await commits()).toBe(before);
      expect(await delivered()).toEqual(first);
      await project.pulumi('destroy', '--yes', '--skip-preview', '--stack', 'dev');
      expect(await delivered()).toEqual({});
    });
  },
);
