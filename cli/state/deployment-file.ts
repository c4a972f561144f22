import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type EncodedResource } from './encode';
import { type OperationType } from './resource-state';

const resourceSchema = z
  .object({
    urn: z.string().startsWith('urn:pulumi:'),
    type: z.string(),
    custom: z.boolean().default(false),
    inputs: z.record(z.string(), z.unknown()).optional(),
    outputs: z.record(z.string(), z.unknown()).optional(),
    dependencies: z.array(z.string()).nullish(),
    propertyDependencies: z.record(z.string(), z.array(z.string()).nullable()).nullish(),
  })
  .loose();

const fileSchema = z.object({
  version: z.literal(3),
  deployment: z
    .object({
      manifest: z.record(z.string(), z.unknown()),
      secrets_providers: z
        .object({ type: z.string(), state: z.object({ salt: z.string() }).loose().optional() })
        .optional(),
      resources: z.array(resourceSchema).nullish(),
      pending_operations: z
        .array(
          z.object({
            resource: resourceSchema,
            type: z.enum(['creating', 'updating', 'deleting', 'reading']),
          }),
        )
        .nullish(),
    })
    .loose(),
});

/** A stack's state as it lies on disk: values still encrypted. */
export interface DeploymentFile {
  /** The passphrase provider's salt, when any value is or may be encrypted. */
  readonly salt: string | undefined;
  readonly resources: readonly EncodedResource[];
  readonly pending: readonly {
    readonly type: OperationType;
    readonly resource: EncodedResource;
  }[];
}

export const emptyDeployment: DeploymentFile = { salt: undefined, resources: [], pending: [] };

/** A state that is not one: broken JSON, another version, or resources that contradict each other. */
export class CorruptStateError extends Error {
  override readonly name = 'CorruptStateError';
}

/**
 * Reads Pulumi's deployment format, version 3, and checks that every resource comes after those it needs.
 *
 * @throws CorruptStateError saying what is wrong with the text.
 */
export function parseDeployment(text: string): DeploymentFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new CorruptStateError(
      `not JSON: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
  const parsed = fileSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new CorruptStateError(
      `not a Pulumi deployment of version 3: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
    );
  }
  const {
    secrets_providers: secrets,
    resources,
    pending_operations: pending,
  } = parsed.data.deployment;
  if (secrets !== undefined && secrets.type !== 'passphrase') {
    throw new CorruptStateError(
      `its secrets provider is ${secrets.type}; the embedded host supports passphrase only`,
    );
  }
  const list = resources ?? [];
  checkOrder(list);
  return { salt: secrets?.state?.salt, resources: list, pending: pending ?? [] };
}

/** The engine refuses a state in which something comes before what it depends on; so does the host. */
function checkOrder(resources: readonly EncodedResource[]): void {
  const seen = new Set<string>();
  for (const resource of resources) {
    const urn = String(resource['urn']);
    const parent = resource['parent'];
    if (typeof parent === 'string' && parent !== '' && !seen.has(parent)) {
      throw new CorruptStateError(`the parent of ${urn} is missing or comes after it: ${parent}`);
    }
    for (const needed of (resource['dependencies'] as readonly string[] | null) ?? []) {
      if (!seen.has(needed)) {
        throw new CorruptStateError(`${urn} depends on a resource that is missing: ${needed}`);
      }
    }
    if (seen.has(urn) && resource['delete'] !== true) {
      throw new CorruptStateError(`duplicate URN ${urn}`);
    }
    seen.add(urn);
  }
}

/** Version that the manifest names: the engine's schema, not an engine that was running. */
const manifestVersion = 'gatehouse-host';

/** The text of a stack's state, in the form that `pulumi stack import` takes. */
export function formatDeployment(file: DeploymentFile, time: string): string {
  const resources = file.resources.map((resource) => JSON.stringify(resource));
  const head = {
    manifest: {
      time,
      magic: createHash('sha256').update(manifestVersion).digest('hex'),
      version: manifestVersion,
    },
    ...(file.salt === undefined
      ? {}
      : { secrets_providers: { type: 'passphrase', state: { salt: file.salt } } }),
  };
  const tail = {
    ...(file.pending.length === 0 ? {} : { pending_operations: file.pending }),
    metadata: {},
  };
  // One line per resource: readable, comparable by line, and cheap to write for a large stack.
  return [
    '{"version":3,"deployment":{',
    `${JSON.stringify(head).slice(1, -1)},`,
    `"resources":[`,
    resources.join(',\n'),
    '],',
    JSON.stringify(tail).slice(1, -1),
    '}}',
    '',
  ].join('\n');
}
