import { type RepositorySettings } from '../config/repository-schema';
import { type Project } from './model';

type Registries = RepositorySettings['dependabot']['registries'];

/** The private indexes of a project, as Dependabot reads them: with secrets that are called like the manager's variables. */
export function proposedRegistries({ indexes }: Project): Registries {
  const found = indexes.flatMap(({ value: { name, url, credentials } }, index) => {
    const [first, second, ...more] = credentials;
    const address = withoutVariables(url);
    if (first === undefined || more.length > 0 || address === undefined) return [];
    const secrets =
      second === undefined
        ? { tokenSecret: first }
        : { usernameSecret: first, passwordSecret: second };
    return [
      [registryName(name, index), { url: address, ...secrets, replacesBase: false }] as const,
    ];
  });
  return Object.fromEntries(found);
}

/** The address without the variables of its credentials; undefined where others are in it, or it is not encrypted. */
function withoutVariables(url: string): string | undefined {
  const bare = url.replace(/^(https:\/\/)(?:\$\{\w+\}:?)+@/, '$1');
  return /^https:\/\/[^@?#$]+$/.test(bare) ? bare : undefined;
}

/** A name that the configuration takes. */
function registryName(name: string | undefined, index: number): string {
  const plain = (name ?? '').replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^[^A-Za-z]+/, '');
  return plain === '' ? `index-${index + 1}` : plain.slice(0, 50);
}
