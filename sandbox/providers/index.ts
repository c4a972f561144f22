import { reachFrom } from '../../provider/protocol/reach';
import { version } from './package.json';
import { serve } from './serve';

/*
 * The providers of the packages github, slack and aws, and of any other, for a machine without accounts: a provider plugin
 * that the embedded host and the Pulumi engine start alike. One process may serve several packages.
 */
async function main(): Promise<void> {
  const port = await serve(version, { environment: process.env, reach: reachFrom(process.env) });
  process.stdout.write(`${port}\n`);
}

void main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
