import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { type AttachedProviders, attachProviders } from '../../../sandbox/attached-providers';
import { describeWith } from '../../support/with-program';
import { times } from '../proof-size';
import { watched } from './process-tree';
import { FleetProject } from './thousand-repositories';

/** With `FULL=1` as many as could not be configured in one environment variable. */
const repositories = times(12, 250);

describeWith('pulumi')('fleet files under the engine', () => {
  let providers: AttachedProviders;
  const project = new FleetProject(repositories);
  const state = path.join(project.directory, '.gatehouse', 'state');
  const environment = {
    ...process.env,
    PULUMI_BACKEND_URL: `file://${state}`,
    PULUMI_HOME: path.join(project.directory, '.gatehouse', 'home'),
    PULUMI_CONFIG_PASSPHRASE: 'staple',
    PULUMI_SKIP_UPDATE_CHECK: 'true',
  };
  const pulumi = (...args: readonly string[]) =>
    watched('pulumi', [...args, '--non-interactive'], {
      cwd: project.directory,
      env: { ...environment, ...providers.environment },
    });

  beforeAll(async () => {
    mkdirSync(state, { recursive: true });
    providers = await attachProviders(environment);
  });
  afterAll(() => {
    providers.stop();
    project.remove();
  });

  test(`${repositories} repositories in 40 files are previewed`, async () => {
    const made = await pulumi('stack', 'init', 'dev');
    expect({ code: made.code, stderr: made.code === 0 ? '' : made.stderr }).toEqual({
      code: 0,
      stderr: '',
    });
    const { code, stdout, stderr } = await pulumi('preview', '--stack', 'dev');
    expect({ code, tail: code === 0 ? '' : stdout.slice(-2_000) + stderr }).toEqual({
      code: 0,
      tail: '',
    });
    const names = new Set(
      [...stdout.matchAll(/^ +(service-\d+) *: \{$/gm)].map(([, name]) => name),
    );
    expect(names.size).toBe(repositories);
    expect(stdout).toMatch(/\+ \d+ to create/);
  });
});
