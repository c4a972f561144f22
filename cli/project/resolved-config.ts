/** A stack's configuration, decrypted and with the project's defaults, as the SDK reads it from its environment. */
export interface ResolvedConfig {
  /** Texts by namespaced key, such as `gatehouse:repositories`; objects and lists are JSON text. */
  readonly values: Readonly<Record<string, string>>;
  /** Keys whose values are secret, wholly or in part. */
  readonly secretKeys: readonly string[];
}

/** Values of one package's namespace, which become the inputs of its default provider. */
export function packageConfig(
  config: ResolvedConfig,
  packageName: string,
): readonly { readonly key: string; readonly value: string; readonly secret: boolean }[] {
  const prefix = `${packageName}:`;
  const secret = new Set(config.secretKeys);
  return Object.entries(config.values)
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, value]) => ({ key: key.slice(prefix.length), value, secret: secret.has(key) }));
}
