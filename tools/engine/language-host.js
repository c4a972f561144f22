#!/usr/bin/env node
'use strict';
/*
 * The engine's language host for Node.js, of which Pulumi publishes programs for some platforms and no package: it starts
 * programs, provider plugins and policy packs by the SDK's own start scripts. `make engine` installs it beside the engine
 * as `pulumi-language-nodejs`. Plugins are not looked up ahead of a run: the engine asks for each as a resource needs it.
 *
 * https://github.com/pulumi/pulumi/blob/master/proto/pulumi/language.proto
 */
const { spawn } = require('node:child_process');
const { createRequire } = require('node:module');
const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const { Empty } = require('google-protobuf/google/protobuf/empty_pb');
const { LanguageRuntimeService } = require('@pulumi/pulumi/proto/language_grpc_pb');
const language = require('@pulumi/pulumi/proto/language_pb');
const { PluginInfo } = require('@pulumi/pulumi/proto/plugin_pb');

/** Exit code by which the SDK says that it has already reported the error to the user. */
const alreadyReported = 32;

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/**
 * Starts one of the SDK's scripts, of the SDK that the program, plugin or pack has. TypeScript is read by ts-node unless
 * the project says `typescript: false`.
 * @param {{ script: string, info: import('@pulumi/pulumi/proto/language_pb').ProgramInfo | undefined, args: string[], directory: string, environment: NodeJS.ProcessEnv, stdio: import('node:child_process').StdioOptions }} start
 */
function startScript({ script, info, args, directory, environment, stdio }) {
  const program = info?.getProgramDirectory() ?? directory;
  const options = /** @type {{ typescript?: boolean, nodeargs?: string }} */ (
    info?.getOptions()?.toJavaScript() ?? {}
  );
  const require = createRequire(path.join(program, 'package.json'));
  const nodeArguments = (options.nodeargs ?? '').split(' ').filter((one) => one !== '');
  const child = spawn(
    process.execPath,
    [...nodeArguments, require.resolve(`@pulumi/pulumi/cmd/${script}`), ...args],
    {
      cwd: directory,
      env: { ...environment, PULUMI_NODEJS_TYPESCRIPT: String(options.typescript ?? true) },
      stdio,
    },
  );
  running.add(child);
  child.once('close', () => running.delete(child));
  return child;
}

/**
 * @param {import('@pulumi/pulumi/proto/language_pb').RunRequest} request
 * @param {(error: null, response: import('@pulumi/pulumi/proto/language_pb').RunResponse) => void} answer
 */
function run(request, answer) {
  const info = request.getInfo();
  const flags = {
    monitor: request.getMonitorAddress(),
    engine: engineAddress,
    organization: request.getOrganization(),
    project: request.getProject(),
    'root-directory': info?.getRootDirectory() ?? '',
    stack: request.getStack(),
    pwd: request.getPwd(),
    parallel: String(request.getParallel()),
  };
  const child = startScript({
    script: 'run',
    info,
    args: [
      ...Object.entries(flags).flatMap(([flag, value]) =>
        value === '' ? [] : [`--${flag}`, value],
      ),
      ...(request.getDryrun() ? ['--dry-run'] : []),
      info?.getEntryPoint() ?? '.',
      ...request.getArgsList(),
    ],
    directory: request.getPwd(),
    environment: {
      ...process.env,
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  child.once('close', (code) => {
    const response = new language.RunResponse();
    if (code === alreadyReported) response.setBail(true);
    else if (code !== 0) response.setError(`the program ended with exit code ${code ?? 'none'}`);
    answer(null, response);
  });
}

/**
 * @param {import('@grpc/grpc-js').ServerWritableStream<import('@pulumi/pulumi/proto/language_pb').RunPluginRequest,
 * import('@pulumi/pulumi/proto/language_pb').RunPluginResponse>} call
 */
function runPlugin(call) {
  const request = call.request;
  const info = request.getInfo();
  const directory = info?.getProgramDirectory() ?? request.getPwd();
  const isPack = request.getKind() === 'analyzer';
  const child = startScript({
    script: isPack ? 'run-policy-pack' : 'run-plugin',
    info,
    args: isPack ? [...request.getArgsList(), directory] : [directory, ...request.getArgsList()],
    directory: isPack ? directory : request.getPwd(),
    environment: Object.fromEntries(
      request
        .getEnvList()
        .map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]),
    ),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout?.on('data', (/** @type {Buffer} */ data) => {
    const response = new language.RunPluginResponse();
    response.setStdout(data);
    call.write(response);
  });
  child.stderr?.on('data', (/** @type {Buffer} */ data) => {
    const response = new language.RunPluginResponse();
    response.setStderr(data);
    call.write(response);
  });
  child.once('close', (code) => {
    const response = new language.RunPluginResponse();
    response.setExitcode(code ?? 1);
    call.write(response);
    call.end();
  });
  // The engine ends a plugin by ending the call.
  call.once('cancelled', () => child.kill());
}

/**
 * @template Request, Response
 * @param {(request: Request) => Response} handle
 * @returns {import('@grpc/grpc-js').handleUnaryCall<Request, Response>}
 */
const unary = (handle) => (call, callback) => callback(null, handle(call.request));

const engineAddress = process.argv.slice(2).findLast((one) => !one.startsWith('-')) ?? '';
const server = new grpc.Server();
server.addService(LanguageRuntimeService, {
  handshake: unary(() => new language.LanguageHandshakeResponse()),
  getPluginInfo: unary(() => {
    const info = new PluginInfo();
    info.setVersion('0.1.0');
    return info;
  }),
  getRequiredPackages: unary(() => new language.GetRequiredPackagesResponse()),
  getRequiredPlugins: unary(() => new language.GetRequiredPluginsResponse()),
  run: (
    /** @type {{ request: import('@pulumi/pulumi/proto/language_pb').RunRequest }} */ call,
    /** @type {any} */ callback,
  ) => run(call.request, callback),
  runPlugin,
  cancel: unary(() => {
    for (const child of running) child.kill('SIGINT');
    return new Empty();
  }),
});

// An engine that was killed closes nothing: what it has started must see by itself that it is gone.
const engine = process.ppid;
setInterval(() => {
  if (process.ppid === engine) return;
  for (const child of running) child.kill();
  process.exit();
}, 1_000);

server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  process.stdout.write(`${port}\n`);
});
