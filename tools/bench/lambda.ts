import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { compare, type Result } from './measure';

const root = path.resolve(__dirname, '..', '..');

/** Our handlers' cold import, as part of that of a handler with every client at once. */
const aim = 0.25;

/**
 * What a function commonly starts with: all clients it may ever need, made when the handler is loaded. Slack's own client
 * is not among them, which makes the peer faster than it would be.
 */
const peerSource = `
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { Octokit } from '@octokit/core';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { postToSlack } from './runtime/adapters/slack';
import { openWorker } from './runtime/lambda/worker/open-worker';
const clients = [
  ...[DynamoDBClient, S3Client, SecretsManagerClient, SQSClient, SSMClient].map((C) => new C({})),
  Octokit.plugin(retry, throttling),
  postToSlack,
];
export const handler = async (event, context) => clients.length && openWorker(process.env)(event.Records, context);
`;

/** Cold import of the functions' handlers, each in a process of its own, and what is deployed of them. */
export async function lambdaResults(): Promise<Result[]> {
  const directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-bench-'));
  try {
    const peer = path.join(directory, 'peer', 'index.mjs');
    build(directory, peer);
    const empty = path.join(directory, 'empty.mjs');
    writeFileSync(empty, 'export const handler = async () => {};');
    const results: Result[] = [];
    for (const name of readdirSync(path.join(directory, 'lambda')).sort()) {
      const ours = path.join(directory, 'lambda', name, 'index.mjs');
      results.push(
        await compare(
          `cold import of the ${name} / of a worker with all clients of AWS and Octokit`,
          aim,
          11,
          () => coldImport(ours),
          () => coldImport(peer),
        ),
      );
    }
    const worker = path.join(directory, 'lambda', 'worker');
    const whole = path.join(worker, partOf(worker, 'open-worker'));
    results.push(
      await compare(
        'what the worker loads with its first event / the same peer',
        undefined,
        11,
        () => coldImport(whole),
        () => coldImport(peer),
      ),
      await compare(
        'cold import of an empty handler / the same peer',
        undefined,
        11,
        () => coldImport(empty),
        () => coldImport(peer),
      ),
    );
    return results;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function build(directory: string, peer: string): void {
  const script = `
    import { build } from 'esbuild';
    import { buildLambdas, lambdaBuildOptions } from './scripts/build-lambda.mjs';
    await buildLambdas(process.argv[1]);
    await build({
      ...lambdaBuildOptions,
      stdin: { contents: ${JSON.stringify(peerSource)}, resolveDir: process.cwd(), loader: 'ts' },
      outfile: process.argv[2],
      outExtension: {},
    });`;
  const built = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', script, directory, peer],
    { cwd: root, encoding: 'utf8' },
  );
  if (built.status !== 0) throw new Error(built.stderr);
}

/** Name of the file that an import() of a source file was built to. */
function partOf(directory: string, name: string): string {
  const found = readdirSync(path.join(directory, 'parts')).find((file) => file.startsWith(name));
  if (found === undefined || !statSync(path.join(directory, 'parts', found)).isFile()) {
    throw new Error(`the bundle has no part ${name}`);
  }
  return path.join('parts', found);
}

/** Milliseconds of the import alone, measured inside a fresh process. */
function coldImport(file: string): Promise<number> {
  const script = `
    const start = process.hrtime.bigint();
    await import(${JSON.stringify(pathToFileURL(file).href)});
    process.stdout.write(String(Number(process.hrtime.bigint() - start) / 1e6));`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '--eval', script],
    { encoding: 'utf8', env: { AWS_REGION: 'us-east-1' } },
  );
  if (status !== 0) throw new Error(stderr);
  return Promise.resolve(Number(stdout));
}
