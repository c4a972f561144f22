/** A release of a package as an index lists it: version, day of its files, and what else it says of them. */
export type ListedRelease = readonly [
  version: string,
  day: string,
  more?: {
    /** Why they are yanked. */
    readonly yanked?: string;
    /** Pythons that they are made for. */
    readonly requires?: string;
  },
];

/** The page of a package in a loopback index, as PyPI gives it. */
export function projectPage(name: string, releases: readonly ListedRelease[]): string {
  const files = releases.flatMap(([version, day, { yanked, requires } = {}]) =>
    [`${name.replaceAll('-', '_')}-${version}-py3-none-any.whl`, `${name}-${version}.tar.gz`].map(
      (filename) => ({
        filename,
        hashes: { sha256: 'a'.repeat(64) },
        size: 1,
        'upload-time': `${day}T10:00:00.000000Z`,
        url: `https://files.example.com/${filename}`,
        yanked: yanked ?? false,
        ...(requires === undefined ? {} : { 'requires-python': requires }),
      }),
    ),
  );
  const versions = [...new Set(releases.map(([version]) => version))];
  return JSON.stringify({ meta: { 'api-version': '1.4' }, name, files, versions });
}
