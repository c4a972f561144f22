import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);

/** A resource as the state has it, reduced to what the sandbox reads. */
const recordedResource = z.object({
  type: z.string(),
  urn: z.string(),
  outputs: z.record(z.string(), z.unknown()).default({}),
});

const deployment = z.object({ deployment: z.object({ resources: z.array(recordedResource) }) });

export type RecordedResource = z.infer<typeof recordedResource>;

/** What the embedded host wrote down about a stack; secrets are still encrypted. */
export async function recordedStack(
  root: string,
  stack: string,
): Promise<readonly RecordedResource[]> {
  const { stdout } = await run(
    process.execPath,
    [join(root, 'host', 'bin.mjs'), 'stack', 'export', '--stack', stack],
    { cwd: root, maxBuffer: 2 ** 28 },
  );
  return deployment.parse(JSON.parse(stdout)).deployment.resources;
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
