import { normalName } from '../kernel/package-name';
import { type Audit } from '../readiness/parse/audit';
import { isScanId, type Finding, type Scanner } from './finding';

/** A file of the repository that may name packages. */
export interface Manifest {
  readonly path: string;
  readonly text: string;
}

/** What a vulnerability database knows of the packages of a project, in the file that names each. */
export function packageFindings(
  { audited }: Audit,
  scanner: Scanner,
  manifests: readonly Manifest[],
): readonly Finding[] {
  return audited.flatMap(({ name, version, vulnerabilities }) => {
    if (vulnerabilities.length === 0) return [];
    const place = placeOf(name, manifests);
    return vulnerabilities.flatMap(({ id, aliases, fixedIn }): readonly Finding[] =>
      isScanId(id)
        ? [
            {
              kind: 'dependencies',
              scanners: [scanner],
              ids: [id, ...aliases].filter(isScanId).slice(0, 20),
              title: 'Known vulnerability of a package',
              message: `${name} ${version}${fixedIn.length === 0 ? ', no fixed version yet' : `, fixed in ${fixedIn.join(', ')}`}`,
              subject: name,
              ...place,
            },
          ]
        : [],
    );
  });
}

/** The first file with a line that names the package, in the order given; else the first file. */
function placeOf(name: string, manifests: readonly Manifest[]): Pick<Finding, 'file' | 'line'> {
  for (const { path, text } of manifests) {
    const line = lineOf(name, text);
    if (line !== undefined) return { file: path, line };
  }
  return { file: manifests[0]?.path ?? 'pyproject.toml' };
}

/** `name = "urllib3"` of a lock file, `urllib3>=2` of requirements, `"urllib3>=2",` of pyproject.toml; the line's number. */
function lineOf(name: string, text: string): number | undefined {
  const wanted = normalName(name);
  const at = text.split('\n').findIndex((line) => {
    const found =
      /^\s*(?:name\s*=\s*)?["']?([A-Za-z0-9][A-Za-z0-9._-]{0,200})/.exec(line)?.[1] ?? '';
    return normalName(found) === wanted;
  });
  return at === -1 ? undefined : at + 1;
}
