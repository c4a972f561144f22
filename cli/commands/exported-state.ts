import { readFile } from 'node:fs/promises';
import { ProblemsError } from '../../core/kernel/problem';
import { parseDeployment } from '../state/deployment-file';
import { type Snapshot } from '../state/resource-state';
import { SecretKeeper } from '../state/stack-store';
import { hiddenSecret } from './open-stack';

/** What `pulumi stack export` wrote. Its secrets stay closed: a comparison needs none. */
export async function exportedState(file: string): Promise<Snapshot> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ProblemsError(
      [
        {
          code: 'state-file',
          path: '--state',
          message: `cannot be read: ${reason}`,
          remedy: 'write it with: pulumi stack export --stack STACK --file FILE',
        },
      ],
      { cause },
    );
  }
  const closed = new SecretKeeper({
    state: '',
    encrypt: () => {
      throw new Error('this run writes no state');
    },
    decrypt: () => JSON.stringify(hiddenSecret),
  });
  return closed.snapshot(parseDeployment(withoutSecretsProvider(text)));
}

/** Whoever encrypts the secrets does not matter to who leaves them closed. */
function withoutSecretsProvider(text: string): string {
  let whole: unknown;
  try {
    whole = JSON.parse(text);
  } catch {
    // The parser says what is wrong with it.
    return text;
  }
  const { deployment } = (whole ?? {}) as { readonly deployment?: unknown };
  if (typeof deployment !== 'object' || deployment === null) return text;
  const { secrets_providers: _closed, ...rest } = deployment as Readonly<Record<string, unknown>>;
  return JSON.stringify({ ...(whole as object), deployment: rest });
}
