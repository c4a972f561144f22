import * as pulumi from '@pulumi/pulumi';

/** A resource as the program registered it. */
export interface RecordedResource {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly provider: string | undefined;
}

/** What AWS answers to where the program runs; the account is the one of AWS's documentation. */
const placeOf: Readonly<Record<string, Record<string, unknown>>> = {
  'aws:index/getPartition:getPartition': { partition: 'aws' },
  'aws:index/getRegion:getRegion': { region: 'eu-central-1' },
  'aws:index/getCallerIdentity:getCallerIdentity': { accountId: '111122223333' },
  'github:index/getRepository:getRepository': { repoId: 4711 },
};

/**
 * Runs `create` under Pulumi's mocks and returns every resource it registered. Outputs are the inputs plus what
 * `outputs` answers for the type; secrets are wrapped in the inputs as the engine would receive them.
 */
export async function recordResources(
  create: () => unknown,
  outputs: (resource: RecordedResource) => Record<string, unknown> = () => ({}),
  preview = false,
): Promise<RecordedResource[]> {
  const recorded: RecordedResource[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: (args) => {
        const resource = {
          type: args.type,
          name: args.name,
          inputs: args.inputs as Record<string, unknown>,
          provider: args.provider,
        };
        recorded.push(resource);
        return { id: `${args.name}-id`, state: { ...resource.inputs, ...outputs(resource) } };
      },
      call: (args) => ({ ...(args.inputs as Record<string, unknown>), ...placeOf[args.token] }),
    },
    'gatehouse',
    'test',
    preview,
    'acme',
  );
  try {
    await create();
  } finally {
    // What was registered before a refusal too: it would come to its end in another test, or after the last one.
    await pulumi.runtime.disconnect();
  }
  return recorded.filter((resource) => resource.type !== 'pulumi:pulumi:Stack');
}

/** The one resource of a type (and name); an error names what there is instead. */
export function only(
  resources: readonly RecordedResource[],
  type: string,
  name?: string,
): RecordedResource {
  const found = resources.filter(
    (resource) => resource.type === type && (name ?? resource.name) === resource.name,
  );
  const [first] = found;
  if (first === undefined || found.length > 1) {
    throw new Error(
      `${found.length} resources of ${type} ${name ?? ''}; there are: ${resources.map((resource) => `${resource.type} ${resource.name}`).join(', ')}`,
    );
  }
  return first;
}
