import { readFileSync } from 'node:fs';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { packageFile } from './package-file';

type Node = Record<string, unknown>;

interface Operation {
  readonly requestBody?: { readonly content?: Record<string, { schema?: Node }> };
  readonly responses: Record<string, Node>;
}

/** What the vendor's description says about one answer: `undefined` when it is within it. */
export type Violation = string | undefined;

/**
 * GitHub's published OpenAPI description (`@octokit/openapi`), as a judge of the loopback server's requests and answers.
 * The document is read once, at the first question; a validator is compiled per operation, from only those components it
 * refers to, and kept.
 */
export class GitHubDescription {
  private document: Node | undefined;
  private readonly validators = new Map<string, ValidateFunction | undefined>();
  private readonly ajv = addFormats(
    // Silent about formats of GitHub's own, such as `repo.nwo`.
    new Ajv({
      strict: false,
      validateFormats: true,
      allErrors: true,
      verbose: true,
      logger: false,
    }),
  );

  /** Judges a request body. Undefined too when the operation takes none. */
  request(operation: string, body: unknown): Violation {
    const validate = this.validator(`${operation} request`, () =>
      json(this.operation(operation).requestBody),
    );
    return validate === undefined || validate(body) ? undefined : this.text(validate);
  }

  /** Judges an answer's status and body. */
  response(operation: string, status: number, body: unknown): Violation {
    const { responses } = this.operation(operation);
    const response = responses[String(status)];
    if (response === undefined)
      // Refusals that any operation may give (bad token, rate limit, our own faults) are not listed with each of them.
      return status >= 400 || status === 304
        ? undefined
        : `status ${status}; described: ${Object.keys(responses).join(', ')}`;
    if (status >= 400) return undefined;
    const validate = this.validator(`${operation} ${status}`, () => json(this.follow(response)));
    if (validate === undefined)
      return body === undefined ? undefined : `a body where status ${status} has none`;
    return validate(body) ? undefined : this.text(validate);
  }

  private text(validate: ValidateFunction): string {
    return this.ajv.errorsText((validate.errors ?? []).slice(0, 8), { dataVar: 'body' });
  }

  private operation(operation: string): Operation {
    const [method = '', path = ''] = operation.split(' ');
    const item = (this.root().paths as Record<string, Node>)[path];
    const found = item?.[method.toLowerCase()];
    if (found === undefined) throw new Error(`GitHub's OpenAPI description has no ${operation}`);
    return found as Operation;
  }

  private validator(key: string, schemaOf: () => Node | undefined): ValidateFunction | undefined {
    if (this.validators.has(key)) return this.validators.get(key);
    const schema = schemaOf();
    const compiled = schema === undefined ? undefined : this.ajv.compile(this.closed(schema));
    this.validators.set(key, compiled);
    return compiled;
  }

  private root(): Node {
    this.document ??= JSON.parse(
      readFileSync(packageFile('@octokit/openapi', 'generated/api.github.com.json'), 'utf8'),
    ) as Node;
    return this.document;
  }

  private follow(node: Node): Node {
    return typeof node.$ref === 'string' ? this.follow(this.at(node.$ref)) : node;
  }

  private at(reference: string): Node {
    const keys = reference.replace(/^#\//, '').split('/');
    return keys.reduce<Node>((node, key) => node[key] as Node, this.root());
  }

  /** The schema with every component it reaches, as one JSON Schema document. */
  private closed(schema: Node): Node {
    const definitions: Record<string, unknown> = {};
    const visit = (node: unknown): unknown => {
      if (Array.isArray(node)) return node.map(visit);
      if (node === null || typeof node !== 'object') return node;
      const { nullable, example: _example, examples: _examples, ...rest } = node as Node;
      if (typeof rest.$ref === 'string') {
        const name = rest.$ref.split('/').at(-1) ?? '';
        if (!(name in definitions)) {
          definitions[name] = {};
          definitions[name] = visit(this.at(rest.$ref));
        }
        rest.$ref = `#/definitions/${name}`;
      }
      const mapped = Object.fromEntries(
        Object.entries(rest).map(([key, value]) => [
          key,
          key === 'enum' || key === 'const' || key === 'default' ? value : visit(value),
        ]),
      );
      // OpenAPI 3.0's `nullable` is no JSON Schema; ajv's support of it refuses null where there is an enum.
      return nullable === true ? { anyOf: [mapped, { type: 'null' }] } : mapped;
    };
    const root = visit(schema) as Node;
    return { ...root, definitions };
  }
}

/** A memo: the document is the same for every server of a process, and reading and compiling it costs a second. */
let memo: GitHubDescription | undefined;

export function gitHubDescription(): GitHubDescription {
  memo ??= new GitHubDescription();
  return memo;
}

function json(container: unknown): Node | undefined {
  const content = (container as { content?: Record<string, { schema?: Node }> } | undefined)
    ?.content;
  return content?.['application/json']?.schema;
}
