import { createRequire } from 'node:module';
import path from 'node:path';
import { ProcessError } from './child-process';

/**
 * Finds one of the start scripts of the Pulumi SDK (`run`, `run-plugin`, `run-policy-pack`) as the language host does:
 * from the folder of the program, plugin or pack upwards, so that each runs on the SDK it was written for.
 *
 * @throws ProcessError when the SDK is not installed there.
 */
export function pulumiCommand(name: string, directory: string): string {
  const require = createRequire(path.join(directory, 'package.json'));
  try {
    return require.resolve(`@pulumi/pulumi/cmd/${name}`);
  } catch (cause) {
    throw new ProcessError(`@pulumi/pulumi not found from ${directory}; run npm install first`, {
      cause,
    });
  }
}
