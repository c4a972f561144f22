import * as path from 'node:path';
import { type Token } from '../../sandbox/github/tokens';
import { openWorld, sampleRepository, seedSampleProject, type World } from '../../sandbox/world';
import { type PipelineSettings } from '../../core/config/pipeline-settings';
import { deliveredCheckout, git } from './sample-checkout';
import { settingsOfStackFile } from './stack-settings';

/** A sandbox with the sample project, to which everything has been delivered. */
export interface SampleWorld {
  readonly world: World;
  /** The bare repository that the loopback GitHub serves. */
  readonly origin: string;
  /** A clone at `main`; its remote `local` is the bare repository, and `origin` GitHub's address for act to read. */
  readonly checkout: string;
  /** Head of `main`. */
  readonly delivered: string;
  /** A workflow's token with the given permissions. */
  readonly token: string;
}

/** `owner/name` of the sample project. */
export const sampleFullName = `acme/${sampleRepository}`;

/** The sandbox's own repository as its stack file has it. */
export function sampleSettings(network: PipelineSettings['retries']['network']): PipelineSettings {
  const found = settingsOfStackFile('local').find((each) => each.repository === sampleRepository);
  if (found === undefined) throw new Error('the local stack has no sample project');
  return { ...found, retries: { ...found.retries, network } };
}

/** Opens a sandbox in a directory and delivers to it. */
export async function openSampleWorld(
  directory: string,
  settings: PipelineSettings,
  permissions: NonNullable<Token['permissions']>,
): Promise<SampleWorld> {
  const world = await openWorld({ directory: path.join(directory, 'world') });
  const token = 'ghs_workflow';
  const login = 'github-actions[bot]';
  world.github.world.tokens.set(token, {
    token,
    login,
    kind: 'actions',
    permissions,
    role: 'write',
  });
  await seedSampleProject(world);
  const origin = world.repository(sampleRepository)?.gitDirectory ?? '';
  const checkout = path.join(directory, 'checkout');
  await deliveredCheckout(origin, checkout, settings);
  git(checkout, 'remote', 'set-url', 'origin', `https://github.com/${sampleFullName}.git`);
  git(checkout, 'remote', 'add', 'local', origin);
  return { world, origin, checkout, delivered: git(checkout, 'rev-parse', 'HEAD'), token };
}
