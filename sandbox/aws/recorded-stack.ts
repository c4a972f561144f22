import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { engineProject } from '../engine-project';
import { keeperOf } from '../stack-state';
import { type Target } from '../target';

const run = promisify(execFile);

/** A resource as the state has it, reduced to what the sandbox reads. */
const recordedResource = z.object({
  type: z.string(),
  urn: z.string(),
  outputs: z.record(z.string(), z.unknown()).default({}),
});

const deployment = z.object({ deployment: z.object({ resources: z.array(recordedResource) }) });

export type RecordedResource = z.infer<typeof recordedResource>;

/** What whoever keeps the stack wrote down about it; secrets are still encrypted. */
export async function recordedStack(
  root: string,
  target: Target,
): Promise<readonly RecordedResource[]> {
  const { program, args, options } = await exportCommand(root, target);
  const { stdout } = await run(program, args, { ...options, maxBuffer: 2 ** 28 });
  return deployment.parse(JSON.parse(stdout)).deployment.resources;
}

async function exportCommand(root: string, target: Target) {
  const args = ['stack', 'export', '--stack', target.stack];
  if (keeperOf(root, target.stack) === 'pulumi') {
    const { directory, environment } = await engineProject(root, target);
    return { program: 'pulumi', args, options: { cwd: directory, env: environment } };
  }
  const host = join(root, 'cli', 'bin.mjs');
  return { program: process.execPath, args: [host, ...args], options: { cwd: root } };
}

/** The resources of a type such as `aws:sqs/queue:Queue`, their outputs read by a schema. */
export function recordedOf<T>(
  resources: readonly RecordedResource[],
  type: string,
  outputs: z.ZodType<T>,
): readonly { readonly name: string; readonly outputs: T }[] {
  return resources
    .filter((resource) => resource.type === type)
    .map((resource) => ({
      name: resource.urn.split('::').at(-1) ?? '',
      outputs: outputs.parse(resource.outputs),
    }));
}
