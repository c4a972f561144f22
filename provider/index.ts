import { version } from './package.json';
import { serve } from './serve';

// The engine starts this file with the address of its gRPC service as the last argument.
void serve(version, process.argv.slice(2).at(-1)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
