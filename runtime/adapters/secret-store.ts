/** Reads the value of a stored secret by its name. */
export type SecretReader = (address: {
  readonly store: 'ssm' | 'secretsmanager';
  readonly name: string;
}) => Promise<string>;

interface SecretReaderOptions {
  /** Milliseconds a value is kept; default: 15 minutes. */
  readonly keepMs?: number;
  /** Where the secrets are; default: the region of the function. */
  readonly region?: string | undefined;
}

/**
 * Reads secrets from SSM's Parameter Store or from Secrets Manager; only the client that is asked for is loaded. A value
 * is kept for `keepMs` milliseconds (default 15 minutes), so that a rotated secret is seen without a new container.
 */
export function secretReader(
  now: () => number,
  { keepMs = 15 * 60_000, region }: SecretReaderOptions = {},
): {
  readonly read: SecretReader;
  /** Forgets all values, such as after one was refused. */
  readonly forget: () => void;
} {
  const kept = new Map<string, { readonly until: number; readonly value: Promise<string> }>();
  return {
    read: (address) => {
      const key = `${address.store}:${address.name}`;
      const known = kept.get(key);
      if (known !== undefined && known.until > now()) return known.value;
      const value = readSecret(address, region);
      kept.set(key, { until: now() + keepMs, value });
      // All who wait get the failure; it is not cached.
      value.catch(() => kept.delete(key));
      return value;
    },
    forget: () => {
      kept.clear();
    },
  };
}

async function readSecret(
  { store, name }: Parameters<SecretReader>[0],
  region: string | undefined,
): Promise<string> {
  if (store === 'ssm') {
    const { readParameter } = await import('./parameter-store.js');
    return present(await readParameter(name, region), `parameter ${name}`);
  }
  const { readSecretText } = await import('./secrets-manager.js');
  return present(await readSecretText(name, region), `secret ${name}`);
}

function present(value: string | undefined, what: string): string {
  if (value !== undefined && value.trim() !== '') return value.trim();
  throw new Error(`the ${what} has no text value`);
}
