import { stableJson, type Json } from '../../core/kernel/stable-json';

type Node = Readonly<Record<string, unknown>>;

/** The published package that a description was taken from. */
export interface DescriptionSource {
  readonly name: string;
  readonly version: string;
  /** The day on which this version was published. */
  readonly published: string;
  readonly license: string;
}

/** What one operation takes and gives: a JSON Schema each. `false` is the body of an answer that has none. */
export interface DescribedOperation {
  readonly request?: unknown;
  readonly responses: Readonly<Record<string, unknown>>;
}

/** GitHub's description as far as the sandbox answers, as one JSON Schema document. */
export interface ExtractedDescription {
  readonly source: DescriptionSource;
  readonly operations: Readonly<Record<string, DescribedOperation>>;
  readonly definitions: Readonly<Record<string, unknown>>;
}

/** Keywords that hold a schema, a list of schemas, or a schema for each name; and those that are taken as they are. */
const oneSchema = ['items', 'not', 'additionalProperties'];
const schemaList = ['allOf', 'anyOf', 'oneOf'];
const verbatim = [
  ...['type', 'format', 'enum', 'required', 'pattern', 'uniqueItems', 'multipleOf'],
  ...['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems'],
  ...['minProperties', 'maxProperties'],
];
/** Keywords that no verdict depends on. Extensions (`x-…`) are such too. */
const annotations = [
  ...['title', 'description', 'example', 'examples', 'default', 'deprecated', 'discriminator'],
  ...['externalDocs', 'readOnly', 'writeOnly'],
];

/**
 * Takes from GitHub's OpenAPI 3.0 document what the named operations need: the schemas of their requests and of their
 * answers below status 400, with the components that these refer to. Refusals are left out: any operation may give one
 * that is not listed with it, so they are not judged.
 * @throws when the document lacks an operation, or when a schema has a keyword that is not listed above: to leave out what
 * is not understood could let pass what the document forbids.
 */
export function extractDescription(
  source: DescriptionSource,
  document: unknown,
  operations: readonly string[],
): ExtractedDescription {
  const root = document as Node;
  const definitions: Record<string, unknown> = {};

  const at = (reference: string): Node => {
    const keys = reference.replace(/^#\//, '').split('/');
    const found = keys.reduce<unknown>((node, key) => (node as Node | undefined)?.[key], root);
    if (found === undefined) throw new Error(`the description has no ${reference}`);
    return found as Node;
  };
  const follow = (node: Node): Node =>
    typeof node.$ref === 'string' ? follow(at(node.$ref)) : node;

  const define = (reference: string): string => {
    const name = reference.split('/').at(-1) ?? '';
    if (reference !== `#/components/schemas/${name}`)
      throw new Error(`${reference} is not a component schema of the description`);
    if (!(name in definitions)) {
      definitions[name] = {};
      definitions[name] = jsonSchema(at(reference));
    }
    return `#/definitions/${name}`;
  };

  const convert = (keyword: string, value: unknown): unknown => {
    if (keyword === '$ref') return define(value as string);
    if (keyword === 'properties') return mapValues(value as Node, jsonSchema);
    if (oneSchema.includes(keyword)) return jsonSchema(value);
    if (schemaList.includes(keyword)) return (value as readonly unknown[]).map(jsonSchema);
    if (verbatim.includes(keyword)) return value;
    throw new Error(`the description has a schema with "${keyword}", which is not known here`);
  };
  const jsonSchema = (schema: unknown): unknown => {
    if (typeof schema === 'boolean') return schema;
    const { nullable, ...rest } = schema as Node;
    const judged = Object.entries(rest).filter(
      ([keyword]) => !annotations.includes(keyword) && !keyword.startsWith('x-'),
    );
    const converted = Object.fromEntries(
      judged.map(([keyword, value]) => [keyword, convert(keyword, value)]),
    );
    // OpenAPI 3.0's `nullable` is no JSON Schema; ajv's support of it refuses null where there is an enum.
    return nullable === true ? { anyOf: [converted, { type: 'null' }] } : converted;
  };

  const describe = (operation: string): DescribedOperation => {
    const [method = '', path = ''] = operation.split(' ');
    const item = (root.paths as Record<string, Node | undefined>)[path];
    const found = item?.[method.toLowerCase()];
    if (found === undefined) throw new Error(`GitHub's OpenAPI description has no ${operation}`);
    const { requestBody = {}, responses } = found as Readonly<Record<string, Node>>;
    const request = jsonBody(follow(requestBody));
    const answers = Object.entries(responses ?? {}).filter(([status]) => Number(status) < 400);
    return {
      ...(request === undefined ? {} : { request: jsonSchema(request) }),
      responses: Object.fromEntries(
        answers.map(([status, response]) => [
          status,
          jsonSchema(jsonBody(follow(response as Node)) ?? false),
        ]),
      ),
    };
  };

  const described = operations.map((operation) => [operation, describe(operation)] as const);
  return { source, operations: Object.fromEntries(described), definitions };
}

/** The description as a file: a line for each operation and definition, in order of their names. */
export function extractedText({ source, operations, definitions }: ExtractedDescription): string {
  const lines = (entries: Node): string =>
    Object.entries(entries)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${JSON.stringify(name)}: ${stableJson(value as Json)}`)
      .join(',\n');
  return [
    `{"source": ${stableJson({ ...source })},`,
    `"operations": {\n${lines(operations)}\n},`,
    `"definitions": {\n${lines(definitions)}\n}}\n`,
  ].join('\n');
}

const mapValues = (node: Node, change: (value: unknown) => unknown): Node =>
  Object.fromEntries(Object.entries(node).map(([key, value]) => [key, change(value)]));

const jsonBody = (container: Node): unknown =>
  (container.content as Record<string, Node> | undefined)?.['application/json']?.schema;
