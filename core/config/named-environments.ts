/** A setting that names an environment. */
interface Naming {
  readonly environment: string;
}

/** Where a repository's settings name environments, which must be those it has. */
export function namedEnvironments({
  smoke,
  publish,
}: {
  readonly smoke?: Naming & { readonly environments?: Readonly<Record<string, unknown>> };
  readonly publish?: Naming;
}): readonly (readonly [path: readonly string[], name: string])[] {
  return [
    ...(smoke === undefined ? [] : [[['smoke', 'environment'], smoke.environment] as const]),
    ...Object.keys(smoke?.environments ?? {}).map(
      (name) => [['smoke', 'environments', name], name] as const,
    ),
    ...(publish === undefined ? [] : [[['publish', 'environment'], publish.environment] as const]),
  ];
}
