'use strict';
/*
 * Runs in each process of the host before anything else: see the parts. Plain JavaScript, since Node reads it as it is.
 */
const Module = require('node:module');
const { Socket } = require('node:net');
const { promisify } = require('node:util');
const { isMainThread } = require('node:worker_threads');

/** Where this process finds the end of the pipe that the host holds the other end of. */
const leashDescriptor = 3;

/*
 * Ends the process as soon as the host is gone, however it went: a plugin that outlived a killed host would go on
 * changing the world while the next run already repairs the state.
 */
function wearLeash() {
  const host = new Socket({ fd: leashDescriptor, readable: true, writable: false });
  host.on('error', () => undefined);
  host.on('close', () => process.kill(process.pid, 'SIGKILL'));
  host.resume();
  host.unref();
}

/*
 * Loads on first use what the SDK loads and most runs never need: the entry of `require.cache` is a proxy.
 * Each of these has its reason and its measure in docs/decisions/0010-what-makes-a-run-start-faster.md.
 * https://nodejs.org/api/modules.html#requirecache
 */
function putOff() {
  const sdk = Module.createRequire(/** @type {string} */ (process.argv[1]));
  putOffModule(sdk, 'typescript', {});
  putOffModule(sdk, 'normalize-package-data', function normalize() {}, { __esModule: undefined });
  // The SDK takes these as namespaces, which copies every member of what does not say that it is an ES module.
  putOffModule(sdk, '@npmcli/arborist', function arborist() {}, { __esModule: true });
  putOffModule(sdk, '@pulumi/pulumi/automation', {}, { __esModule: true });
  // Untraced, as every program of the host runs, a span is one that the API makes when no one listens.
  const tracer = () => sdk('@opentelemetry/api').trace.getTracer('nodejs-runtime');
  const newSpan = (/** @type {string} */ name) => tracer().startSpan(name);
  putOffModule(sdk, '@pulumi/pulumi/cmd/run/tracing', {}, { __esModule: true, newSpan });
  putOffDebugger(sdk);
  readNoMapsOfPackages(sdk);
  if (process.env.PULUMI_NODEJS_TYPESCRIPT === 'false') readNoTypeScript(sdk);
}

/**
 * The SDK's start scripts attach V8's debugger, which makes an event of each script that is read: whoever turns a
 * function into code asks it what the function encloses, and which script it is from. Here it is attached on first use.
 * @param {NodeJS.Require} sdk
 */
function putOffDebugger(sdk) {
  const load = deferred(sdk, '@pulumi/pulumi/runtime/closure/v8Hooks');
  if (load === undefined) return;
  const attach = async () => {
    const session = await load.value().getSessionAsync();
    const post = promisify(session.post.bind(session));
    // Enabled again, it names the scripts that were read before the SDK began to listen.
    await post('Debugger.disable');
    await post('Debugger.enable');
    return session;
  };
  /** @type {Promise<unknown> | undefined} */
  let attached;
  load.put({
    __esModule: true,
    isInitializedAsync: () => Promise.resolve(),
    getSessionAsync: () => (attached ??= attach()),
    getScriptUrl: (/** @type {string} */ id) => load.value().getScriptUrl(id),
  });
}

/**
 * The SDK takes the stack of each resource, and its start scripts have stacks translated by source maps. Those of
 * packages are long, the SDK's own above all, and name files that are not published.
 * @param {NodeJS.Require} sdk
 */
function readNoMapsOfPackages(sdk) {
  const none = { url: null, map: { version: 3, sources: [], names: [], mappings: '' } };
  const retrieveSourceMap = (/** @type {string} */ file) =>
    /[/\\]node_modules[/\\]/.test(file) ? none : null;
  try {
    sdk.resolve('source-map-support');
  } catch {
    return;
  }
  sdk('source-map-support').install({ retrieveSourceMap });
}

/**
 * @param {NodeJS.Require} sdk
 * @param {string} name Of the module.
 * @param {object} target A function, where the module is one.
 * @param {Record<string | symbol, unknown>} known Members that are answered without the module.
 */
function putOffModule(sdk, name, target, known = {}) {
  const load = deferred(sdk, name);
  if (load === undefined) return;
  /** @type {ProxyHandler<object>} */
  const handler = {
    get: (_, key) => {
      if (Object.hasOwn(known, key)) return known[key];
      const real = load.value();
      // What says that it is an ES module has a default export: for CommonJS the module itself.
      return key === 'default' && known.__esModule ? (real.default ?? real) : real[key];
    },
    set: (_, key, value) => Reflect.set(load.value(), key, value),
    has: (_, key) => key in load.value(),
    construct: (_, args) => Reflect.construct(load.value(), args),
    apply: (_, self, args) => Reflect.apply(load.value(), self, args),
    getPrototypeOf: () => Reflect.getPrototypeOf(load.value()),
    ownKeys: () => [...new Set([...Reflect.ownKeys(load.value()), ...Reflect.ownKeys(target)])],
    getOwnPropertyDescriptor: (_, key) => {
      const found = Reflect.getOwnPropertyDescriptor(load.value(), key);
      // Of its target's own members a proxy may not say anything else.
      if (found === undefined || Object.hasOwn(target, key)) {
        return Reflect.getOwnPropertyDescriptor(target, key);
      }
      return { ...found, configurable: true };
    },
  };
  load.put(new Proxy(target, handler));
}

/**
 * The SDK's start scripts of policy packs and plugins always prepare for TypeScript sources, which loads the compiler;
 * only that of programs can be told not to. A pack or plugin whose file says `typescript: false` gets the same.
 * https://www.pulumi.com/docs/iac/concepts/projects/project-file/#runtime-options
 * @param {NodeJS.Require} sdk
 */
function readNoTypeScript(sdk) {
  const load = deferred(sdk, './run');
  if (load === undefined) return;
  /** @param {object} options */
  const run = (options) => load.value().run({ ...options, typeScript: false });
  load.put({ run });
}

/**
 * Takes the place of a module in `require.cache` until `value` loads the real one; undefined where no such module exists.
 * @param {NodeJS.Require} sdk
 * @param {string} name Of the module.
 */
function deferred(sdk, name) {
  /** @type {string} */
  let file;
  try {
    file = sdk.resolve(name);
  } catch {
    return undefined;
  }
  /** @type {any} */
  let real;
  return {
    put: (/** @type {unknown} */ exports) => {
      require.cache[file] = Object.assign(new Module(file), {
        filename: file,
        loaded: true,
        exports,
      });
    },
    value: () => {
      if (real === undefined) {
        delete require.cache[file];
        real = sdk(file);
      }
      return real;
    },
  };
}

if (isMainThread) {
  // A process that this one forks inherits its arguments, but is on no leash.
  const own = process.execArgv.indexOf(__filename);
  if (own > 0) process.execArgv.splice(own - 1, 2);
  wearLeash();
  putOff();
}
