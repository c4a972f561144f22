import { normalName } from '../kernel/package-name';

/** A dependency as packages name it. https://packaging.python.org/en/latest/specifications/dependency-specifiers/ */
export interface Requirement {
  /** As indexes compare it. */
  readonly name: string;
  readonly extras: readonly string[];
  /** Versions that are allowed; empty for any. */
  readonly specifier: string;
  readonly url?: string;
  readonly marker?: string;
}

const pattern =
  /^([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)\s*(?:\[([^\]]*)\])?\s*(?:@\s*([^\s;]+)|\(?([^;()]*)\)?)\s*(?:;\s*(.*))?$/i;

export function parseRequirement(text: string): Requirement | undefined {
  const found = pattern.exec(text.trim());
  if (found === null) return undefined;
  const [, name = '', extras = '', url, specifier = '', marker] = found;
  if (specifier.trim() !== '' && !/^[=<>!~]/.test(specifier.trim())) return undefined;
  return {
    name: normalName(name),
    extras: extras
      .split(',')
      .map((extra) => extra.trim())
      .filter((extra) => extra !== ''),
    specifier: specifier.trim(),
    ...(url === undefined ? {} : { url }),
    ...(marker === undefined ? {} : { marker }),
  };
}

/** A requirement as one line, as a manager takes it. */
export const requirementText = ({ name, extras, specifier, url, marker }: Requirement): string =>
  `${name}${extras.length === 0 ? '' : `[${extras.join(',')}]`}${url === undefined ? specifier : ` @ ${url}`}${marker === undefined ? '' : `; ${marker}`}`;

export const parseRequirements = (texts: readonly string[]): readonly Requirement[] =>
  texts.map(parseRequirement).filter((one) => one !== undefined);

/** The one version that a requirement allows; undefined when it allows several. */
export const pinnedVersion = ({ specifier }: Requirement): string | undefined =>
  /^===?\s*([^\s,*]+)$/.exec(specifier)?.[1];
