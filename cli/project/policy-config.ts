import { readFile } from 'node:fs/promises';
import Ajv from 'ajv';
import { closest } from 'fastest-levenshtein';
import { type Problem, ProblemsError } from '../../core/kernel/problem';
import {
  isObject,
  type PropertyMap,
  type PropertyValue,
} from '../../provider/protocol/property-value';
import {
  type EnforcementLevel,
  type PackInfo,
  type PolicyConfig,
  type PolicyInfo,
} from './pack-info';

/** One for all schemas: each new one compiles the schema of schemas again. */
const ajv = new Ajv({ strict: false, allErrors: true });

const levels: readonly string[] = ['advisory', 'mandatory', 'remediate', 'disabled'];

/** Key that sets the level of every policy. */
const everyPolicy = 'all';

/** Entries of a configuration file before they are merged: a level, or a level with properties. */
type Entries = Readonly<Record<string, PropertyValue>>;

/**
 * Reads a policy configuration file (JSON: policy name → level, or `{enforcementLevel, …properties}`).
 *
 * @throws ProblemsError when it cannot be read or is not JSON of that form.
 */
export async function readPolicyConfig(file: string): Promise<Entries> {
  const problem = (message: string, cause?: unknown): ProblemsError =>
    new ProblemsError([{ code: 'policy-config-invalid', file, message }], { cause });
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw problem('the file cannot be read', cause);
  });
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw problem(`not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw problem('must be an object: policy name → level or {enforcementLevel, …}');
  }
  return parsed as Entries;
}

/**
 * What the pack is configured with: its schema's defaults, then its own initial configuration, then the file, where
 * the file's `all` sets every level first and a policy's own entry wins.
 *
 * @throws ProblemsError with every unknown policy, unknown level and value that the policy's schema refuses.
 */
export function mergePolicyConfig(pack: PackInfo, file: string, entries: Entries): PolicyConfig {
  const problems: Problem[] = [];
  const names = pack.policies.map((policy) => policy.name);
  for (const name of Object.keys(entries)) {
    // ESC environments are the service's; the pack never sees them.
    if (name === everyPolicy || name === 'environments' || names.includes(name)) continue;
    problems.push({
      code: 'policy-unknown',
      file,
      path: name,
      message: `the pack ${pack.name} has no policy of this name`,
      allowed: names.join(', '),
      ...(names.length === 0 ? {} : { remedy: `did you mean ${closest(name, names)}?` }),
    });
  }
  const merged: Record<string, PolicyConfig[string]> = {};
  const everyLevel = levelOf(entries[everyPolicy], file, everyPolicy, problems);
  const initialEvery = pack.initialConfig[everyPolicy]?.enforcementLevel;
  for (const policy of pack.policies) {
    const initial = pack.initialConfig[policy.name];
    const own = entries[policy.name];
    const ownProperties = isObject(own) ? withoutLevel(own) : {};
    const properties = {
      ...defaults(policy),
      ...initial?.properties,
      ...ownProperties,
    };
    merged[policy.name] = {
      enforcementLevel:
        levelOf(own, file, policy.name, problems) ??
        everyLevel ??
        initial?.enforcementLevel ??
        initialEvery ??
        policy.level,
      properties,
    };
    problems.push(...schemaProblems(policy, file, properties));
  }
  if (problems.length > 0) throw new ProblemsError(problems);
  return merged;
}

function levelOf(
  entry: PropertyValue | undefined,
  file: string,
  path: string,
  problems: Problem[],
): EnforcementLevel | undefined {
  const level = isObject(entry) ? entry['enforcementLevel'] : entry;
  if (level === undefined) return undefined;
  if (typeof level === 'string' && levels.includes(level)) return level as EnforcementLevel;
  problems.push({
    code: 'policy-level',
    file,
    path,
    message: 'not an enforcement level',
    found: JSON.stringify(level),
    allowed: levels.join(', '),
  });
  return undefined;
}

function withoutLevel(entry: PropertyMap): PropertyMap {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => key !== 'enforcementLevel'));
}

function defaults(policy: PolicyInfo): PropertyMap {
  const found: Record<string, PropertyValue> = {};
  for (const [key, schema] of Object.entries(policy.configSchema?.properties ?? {})) {
    if (isObject(schema) && schema['default'] !== undefined) found[key] = schema['default'];
  }
  return found;
}

function schemaProblems(
  policy: PolicyInfo,
  file: string,
  properties: PropertyMap,
): readonly Problem[] {
  if (policy.configSchema === undefined) return [];
  const validate = ajv.compile({
    type: 'object',
    properties: policy.configSchema.properties,
    required: policy.configSchema.required,
    additionalProperties: false,
  });
  if (validate(properties)) return [];
  return (validate.errors ?? []).map((error) => ({
    code: 'policy-config-value',
    file,
    path: `${policy.name}${error.instancePath.replaceAll('/', '.')}`,
    message: error.message ?? 'the policy refuses the value',
  }));
}
