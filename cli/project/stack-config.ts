import { existsSync } from 'node:fs';
import path from 'node:path';
import { type LocatedYaml } from '../../core/config/located-yaml';
import { type Problem, ProblemsError } from '../../core/kernel/problem';
import { type Json, stableJson } from '../../core/kernel/stable-json';
import { type ConfigDeclaration, type Project, readLocatedFile } from './project-file';
import { type ResolvedConfig } from './resolved-config';

/** Pulumi.<stack>.yaml as it is: not decrypted, without the project's defaults. */
export interface StackFile {
  readonly file: string;
  /** The passphrase provider's salt; absent: the stack has no secrets of its own yet. */
  readonly encryptionSalt: string | undefined;
  readonly config: Readonly<Record<string, unknown>>;
  /** Position of a key path in the file. */
  readonly positionAt?: LocatedYaml['positionAt'];
}

/** Turns a ciphertext into the secret. */
export type Decrypt = (ciphertext: string) => Promise<string>;

/**
 * Reads a stack's settings.
 *
 * @param file another file than the usual `Pulumi.<stack>.yaml` beside Pulumi.yaml.
 * @throws ProblemsError when the file is broken, or named but missing.
 */
export async function readStackFile(
  project: Project,
  stack: string,
  file?: string,
): Promise<StackFile> {
  const usual = path.join(project.rootDirectory, `Pulumi.${stack}.yaml`);
  const chosen = file === undefined ? usual : path.resolve(file);
  if (file === undefined && !existsSync(usual)) {
    return { file: usual, encryptionSalt: undefined, config: {} };
  }
  const { value, positionAt } = await readLocatedFile(chosen, 'name an existing file');
  const document = value ?? {};
  const problem = (key: string, message: string): ProblemsError =>
    new ProblemsError([{ code: 'stack-invalid', file: path.basename(chosen), path: key, message }]);
  if (!isRecord(document)) throw problem('', 'the file must contain keys and values');
  const { config, encryptionsalt: salt, secretsprovider: provider } = document;
  if (provider !== undefined && provider !== 'passphrase') {
    throw problem(
      'secretsprovider',
      'the embedded host supports the passphrase secrets provider only',
    );
  }
  if (salt !== undefined && typeof salt !== 'string') {
    throw problem('encryptionsalt', 'must be a string');
  }
  if (config !== undefined && config !== null && !isRecord(config)) {
    throw problem('config', 'must contain keys and values');
  }
  return { file: chosen, encryptionSalt: salt, config: config ?? {}, positionAt };
}

/** Whether any value of the file is encrypted. */
export function hasSecureValues(stackFile: StackFile): boolean {
  const search = (value: unknown): boolean =>
    secureText(value) !== undefined ||
    (Array.isArray(value)
      ? value.some(search)
      : isRecord(value) && Object.values(value).some(search));
  return Object.values(stackFile.config).some(search);
}

/**
 * The stack's configuration with the project's defaults, decrypted and checked against the types that Pulumi.yaml
 * declares, as the engine does it.
 *
 * @throws ProblemsError with every missing key, wrong type and unencrypted secret at once.
 */
export async function resolveConfig(
  project: Project,
  stackFile: StackFile,
  decrypt: Decrypt,
): Promise<ResolvedConfig> {
  const values: Record<string, string> = {};
  const secretKeys: string[] = [];
  const problems: Problem[] = [];
  const file = path.basename(stackFile.file);
  const given = new Map(
    Object.entries(stackFile.config).map(([key, value]) => [
      key.includes(':') ? key : `${project.name}:${key}`,
      value,
    ]),
  );
  for (const [key, raw] of given) {
    const { value, secret } = await reveal(raw, decrypt);
    const declared = project.config.get(key);
    if (declared !== undefined) problems.push(...check(file, key, value, secret, declared));
    values[key] = asText(value);
    if (secret) secretKeys.push(key);
  }
  for (const [key, declared] of project.config) {
    if (given.has(key)) continue;
    if (declared.default !== undefined) values[key] = asText(declared.default);
    else if (key.startsWith(`${project.name}:`)) {
      problems.push({
        code: 'config-missing',
        file,
        path: key,
        message: 'the project requires this key and the stack does not set it',
        remedy: `set it under \`config:\` in ${file}`,
      });
    }
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  return { values, secretKeys };
}

/** A value with every `secure:` inside it decrypted. */
async function reveal(
  value: unknown,
  decrypt: Decrypt,
): Promise<{ readonly value: unknown; readonly secret: boolean }> {
  const ciphertext = secureText(value);
  if (ciphertext !== undefined) return { value: await decrypt(ciphertext), secret: true };
  if (Array.isArray(value)) {
    const parts = await Promise.all(value.map((item) => reveal(item, decrypt)));
    return { value: parts.map((part) => part.value), secret: parts.some((part) => part.secret) };
  }
  if (isRecord(value)) {
    const parts = await Promise.all(
      Object.entries(value).map(async ([key, item]) => ({
        key,
        ...(await reveal(item, decrypt)),
      })),
    );
    return {
      value: Object.fromEntries(parts.map((part) => [part.key, part.value])),
      secret: parts.some((part) => part.secret),
    };
  }
  return { value, secret: false };
}

function check(
  file: string,
  key: string,
  value: unknown,
  secret: boolean,
  declared: ConfigDeclaration,
): readonly Problem[] {
  if (declared.secret && !secret) {
    return [
      {
        code: 'config-not-encrypted',
        file,
        path: key,
        message: 'the project declares this key secret, so its value must be encrypted',
        remedy: `encrypt it: pulumi config set --secret ${key}`,
      },
    ];
  }
  if (declared.type === undefined || hasType(value, declared.type, declared.items)) return [];
  return [
    {
      code: 'config-type',
      file,
      path: key,
      message: 'the value has the wrong type',
      found: secret ? 'a secret' : typeName(value),
      allowed: declared.type,
    },
  ];
}

function hasType(value: unknown, type: string, items: unknown): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'integer':
      return Number.isInteger(value) || (typeof value === 'string' && /^-?\d+$/.test(value));
    case 'boolean':
      return typeof value === 'boolean' || value === 'true' || value === 'false';
    case 'array': {
      if (!Array.isArray(value)) return false;
      const item = isRecord(items) ? items : {};
      const itemType = item['type'];
      return (
        typeof itemType !== 'string' ||
        value.every((entry) => hasType(entry, itemType, item['items']))
      );
    }
    case 'object':
      return isRecord(value);
    default:
      return true;
  }
}

function typeName(value: unknown): string {
  if (value === null) return 'nothing';
  return Array.isArray(value) ? 'array' : isRecord(value) ? 'object' : typeof value;
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null || value === undefined) return '';
  // The engine hands objects on with their keys in order, and a program sees that order.
  return stableJson(value as Json);
}

function secureText(value: unknown): string | undefined {
  if (!isRecord(value) || Object.keys(value).length !== 1) return undefined;
  return typeof value['secure'] === 'string' ? value['secure'] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
