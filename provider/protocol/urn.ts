/**
 * Uniform resource names as the engine builds them: `urn:pulumi:<stack>::<project>::<parent types>$<type>::<name>`.
 * The root stack is not part of a child's parent types.
 *
 * https://www.pulumi.com/docs/iac/concepts/resources/names/#urns
 */
export interface UrnParts {
  readonly stack: string;
  readonly project: string;
  /** Type with the types of all parents before it, joined by `$`. */
  readonly qualifiedType: string;
  readonly type: string;
  readonly name: string;
}

export const rootStackType = 'pulumi:pulumi:Stack';

export function makeUrn(parts: {
  readonly stack: string;
  readonly project: string;
  /** URN of the parent; empty or the root stack's: none. */
  readonly parent: string;
  readonly type: string;
  readonly name: string;
}): string {
  const parentType = parts.parent === '' ? '' : parseUrn(parts.parent).qualifiedType;
  const qualified =
    parentType === '' || parentType === rootStackType ? parts.type : `${parentType}$${parts.type}`;
  return `urn:pulumi:${parts.stack}::${parts.project}::${qualified}::${parts.name}`;
}

/** @throws Error when the text is not a URN. */
export function parseUrn(urn: string): UrnParts {
  const [head, project, qualifiedType, ...rest] = urn.split('::');
  if (
    head === undefined ||
    !head.startsWith('urn:pulumi:') ||
    project === undefined ||
    qualifiedType === undefined ||
    rest.length === 0
  ) {
    throw new Error(`not a URN: ${urn}`);
  }
  return {
    stack: head.slice('urn:pulumi:'.length),
    project,
    qualifiedType,
    type: qualifiedType.slice(qualifiedType.lastIndexOf('$') + 1),
    name: rest.join('::'),
  };
}

/** URN of the stack itself, the parent of everything without another one. */
export function rootStackUrn(stack: string, project: string): string {
  return makeUrn({ stack, project, parent: '', type: rootStackType, name: `${project}-${stack}` });
}

const providerPrefix = 'pulumi:providers:';

/** Type of the provider resource of a package. */
export const providerType = (packageName: string): string => `${providerPrefix}${packageName}`;

/** Package whose provider resource this type is, or undefined for any other type. */
export function providerPackage(type: string): string | undefined {
  return type.startsWith(providerPrefix) ? type.slice(providerPrefix.length) : undefined;
}

/** Package of a type or function token `package:module:Name`. */
export function packageOf(token: string): string {
  return token.slice(0, token.indexOf(':'));
}

/** A reference to a provider resource, `urn::id`. */
export function providerReference(urn: string, id: string): string {
  return `${urn}::${id}`;
}

/** @throws Error when the text is not a provider reference. */
export function parseProviderReference(reference: string): {
  readonly urn: string;
  readonly id: string;
} {
  const cut = reference.lastIndexOf('::');
  if (cut < 0) throw new Error(`not a provider reference: ${reference}`);
  return { urn: reference.slice(0, cut), id: reference.slice(cut + 2) };
}

/** Name of the default provider for a package's version, such as `default_6_15_0`. */
export function defaultProviderName(version: string, downloadUrl: string): string {
  const base = version === '' ? 'default' : `default_${version.replace(/[.\-+]/g, '_')}`;
  return downloadUrl === '' ? base : `${base}_${downloadUrl.replace(/[^A-Za-z0-9_.]/g, '_')}`;
}
