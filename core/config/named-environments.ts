/** A setting that names an environment. */
interface Naming {
  readonly environment: string;
}

/** Where a repository's settings name environments, which must be those it has. */
export function namedEnvironments({
  smoke,
  publish,
  deploy,
}: {
  readonly smoke?: Naming & { readonly environments?: Readonly<Record<string, unknown>> };
  readonly publish?: Naming;
  readonly deploy?: { readonly environments: readonly { readonly name: string }[] };
}): readonly (readonly [path: readonly (string | number)[], name: string])[] {
  return [
    ...(smoke === undefined ? [] : [[['smoke', 'environment'], smoke.environment] as const]),
    ...Object.keys(smoke?.environments ?? {}).map(
      (name) => [['smoke', 'environments', name], name] as const,
    ),
    ...(publish === undefined ? [] : [[['publish', 'environment'], publish.environment] as const]),
    ...(deploy?.environments ?? []).map(
      ({ name }, index) => [['deploy', 'environments', index, 'name'], name] as const,
    ),
  ];
}
