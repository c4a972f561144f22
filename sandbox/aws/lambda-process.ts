import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { clockEnvironment } from '../clock-environment';
import { SandboxError } from '../target';

/** How an invocation ended: with the handler's answer, with its error, or with the end of its process. */
export type Invoked =
  | { readonly kind: 'answer'; readonly value: unknown }
  | { readonly kind: 'error'; readonly type: string; readonly message: string }
  | { readonly kind: 'died' };

/** The Node that functions are deployed on, where `make tools` has fetched it; elsewhere the one that runs this. */
export function lambdaNode(): string {
  const fetched = path.resolve(__dirname, '..', '..', '.tools', 'lambda-node', 'node');
  return existsSync(fetched) ? fetched : process.execPath;
}

interface Waiting {
  readonly id: string;
  /** Undefined once it was passed on: the client asks for the next one while its answer is still on the way. */
  event: string | undefined;
  readonly settle: (ended: Invoked) => void;
}

/**
 * A function's container: a process of AWS's runtime interface client with the bundled handler, and the Runtime API it
 * asks for events, on loopback. It takes one event after the other, and is started again after it was killed.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class LambdaProcess {
  private child: ChildProcess | undefined;
  private next: ServerResponse | undefined;
  private current: Waiting | undefined;
  private invocations = 0;
  private readonly output: string[] = [];

  private constructor(
    private readonly server: Server,
    private readonly directory: string,
    private readonly environment: Readonly<Record<string, string>>,
    private readonly timeoutMs: number,
  ) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void this.answer(request, response);
    });
  }

  /** `directory` is the function's code, such as `build/lambda/worker`. @throws {SandboxError} when it is not built. */
  static async start(
    directory: string,
    environment: Readonly<Record<string, string>>,
    timeoutMs: number,
  ): Promise<LambdaProcess> {
    if (!existsSync(directory))
      throw new SandboxError(`no function has been built in ${directory}`);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new LambdaProcess(server, directory, environment, timeoutMs);
  }

  /** Hands an event to the handler. Only one at a time. */
  async invoke(event: unknown): Promise<Invoked> {
    if (this.current !== undefined) throw new Error('the container is busy');
    this.child ??= this.spawn();
    this.invocations += 1;
    const id = `invocation-${this.invocations}`;
    const ended = await new Promise<Invoked>((settle) => {
      this.current = { id, event: JSON.stringify(event), settle };
      this.deliver();
    });
    this.current = undefined;
    return ended;
  }

  /** Everything the function wrote. */
  log(): string {
    return this.output.join('');
  }

  /** Metrics of CloudWatch's embedded format in the log. */
  metrics(): readonly Readonly<Record<string, unknown>>[] {
    return this.log()
      .split('\n')
      .filter((line) => line.startsWith('{"_aws"'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** Ends the process as Lambda does when it runs out of time or memory. */
  kill(): void {
    this.child?.kill('SIGKILL');
  }

  async close(): Promise<void> {
    const { child } = this;
    if (child !== undefined) {
      const gone = once(child, 'close');
      child.kill('SIGKILL');
      await gone;
    }
    this.server.closeAllConnections();
    this.server.close();
  }

  private spawn(): ChildProcess {
    const { port } = this.server.address() as AddressInfo;
    const child = spawn(
      lambdaNode(),
      [
        '--no-deprecation',
        ...['--require', path.join(__dirname, 'rapid-client.js')],
        path.resolve(__dirname, '..', '..', '.tools', 'lambda-ric', 'index.mjs'),
      ],
      {
        cwd: this.directory,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          PATH: process.env['PATH'] ?? '',
          ...clockEnvironment(),
          AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1: 'true',
          AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
          AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
          AWS_LAMBDA_FUNCTION_NAME: path.basename(this.directory),
          AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
          AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
          AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/function',
          AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
          LAMBDA_TASK_ROOT: this.directory,
          _HANDLER: 'index.handler',
          ...this.environment,
        },
      },
    );
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => this.output.push(chunk.toString('utf8')));
    }
    child.on('close', () => {
      this.child = undefined;
      this.next = undefined;
      this.current?.settle({ kind: 'died' });
    });
    return child;
  }

  /** Gives the event to the client when both are there. */
  private deliver(): void {
    const { next, current } = this;
    if (next === undefined || current?.event === undefined) return;
    const { event } = current;
    current.event = undefined;
    this.next = undefined;
    next.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': current.id,
      'lambda-runtime-deadline-ms': String(Date.now() + this.timeoutMs),
      'lambda-runtime-invoked-function-arn':
        'arn:aws:lambda:us-east-1:123456789012:function:function',
    });
    next.end(event);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const url = request.url ?? '';
    if (url.endsWith('/invocation/next')) {
      this.next = response;
      this.deliver();
      return;
    }
    response.writeHead(202).end();
    const { current } = this;
    if (current === undefined) return;
    if (url.endsWith(`/${current.id}/response`)) {
      current.settle({ kind: 'answer', value: JSON.parse(body) as unknown });
    } else {
      const error = JSON.parse(body) as { errorType?: string; errorMessage?: string };
      current.settle({
        kind: 'error',
        type: error.errorType ?? '',
        message: error.errorMessage ?? '',
      });
    }
  }
}
