import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { DescribedOperation, ExtractedDescription } from './extract-description';

/** What the vendor's description says about one answer: `undefined` when it is within it. */
export type Violation = string | undefined;

/** Made by `make generate`. */
const generatedFile = join(__dirname, 'generated', 'rest-description.json');

/**
 * GitHub's published OpenAPI description, as a judge of the loopback server's requests and answers. The document holds what
 * the server answers and no more; it is read at the first question, and a validator is compiled when it is first needed.
 */
export class GitHubDescription {
  private document: ExtractedDescription | undefined;
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

  constructor(private readonly read = readGenerated) {}

  /** Judges a request body. Undefined too when the operation takes none. */
  request(operation: string, body: unknown): Violation {
    if (this.operation(operation).request === undefined) return undefined;
    return this.judge(body, operation, 'request');
  }

  /** Judges an answer's status and body. */
  response(operation: string, status: number, body: unknown): Violation {
    const { responses } = this.operation(operation);
    // Refusals that any operation may give (bad token, rate limit, our own faults) are not listed with each of them.
    if (status >= 400) return undefined;
    const described = responses[String(status)];
    if (described === undefined)
      return status === 304
        ? undefined
        : `status ${status}; described: ${Object.keys(responses).join(', ')}`;
    if (described === false)
      return body === undefined ? undefined : `a body where status ${status} has none`;
    return this.judge(body, operation, 'responses', String(status));
  }

  private operation(operation: string): DescribedOperation {
    const found = this.root().operations[operation];
    if (found === undefined)
      throw new Error(`${generatedFile} has no ${operation}; run make generate`);
    return found;
  }

  private judge(body: unknown, ...path: readonly string[]): Violation {
    const validate = this.validator(['operations', ...path]);
    if (validate(body) === true) return undefined;
    return this.ajv.errorsText((validate.errors ?? []).slice(0, 8), { dataVar: 'body' });
  }

  /** The validator of the schema at a place in the document. */
  private validator(path: readonly string[]): ValidateFunction {
    this.root();
    const pointer = path.map((key) => key.replaceAll('~', '~0').replaceAll('/', '~1'));
    const reference = `github#/${pointer.map(encodeURIComponent).join('/')}`;
    const found = this.ajv.getSchema(reference);
    if (found === undefined) throw new Error(`no schema at ${reference}`);
    return found;
  }

  private root(): ExtractedDescription {
    if (this.document === undefined) {
      this.document = this.read();
      this.ajv.addSchema(this.document, 'github');
    }
    return this.document;
  }
}

const readGenerated = (): ExtractedDescription =>
  JSON.parse(readFileSync(generatedFile, 'utf8')) as ExtractedDescription;

/** A memo: the document is the same for every server of a process, and so are the validators. */
let memo: GitHubDescription | undefined;

export function gitHubDescription(): GitHubDescription {
  memo ??= new GitHubDescription();
  return memo;
}
