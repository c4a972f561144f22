// Replaces the native part of AWS's runtime interface client, which sends what a handler gave back. The part that
// asks for events has a second implementation in JavaScript, switched on by AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1.
// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
const http = require('node:http');
const Module = require('node:module');

const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API ?? ''}/2018-06-01/runtime/invocation`;

/**
 * @param {string} path
 * @param {string} body
 * @param {import('node:http').OutgoingHttpHeaders} headers
 */
function post(path, body, headers) {
  const request = http.request(`${api}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
  });
  request.on('error', (error) => {
    process.stderr.write(`runtime API: ${error.message}\n`);
    process.exit(1);
  });
  request.on('response', (response) => response.resume());
  request.end(body);
}

/** @typedef {(id: string, body: string) => void} Send */

const client = {
  initializeClient() {},
  next() {
    throw new Error('the alternative client asks for events');
  },
  /** @type {Send} */
  done: (id, body) => post(`${id}/response`, body, {}),
  /** @type {Send} */
  error: (id, body) => post(`${id}/error`, body, {}),
};

/** What `require` calls, which the types do not know. */
const loader =
  /** @type {{ _load: (this: unknown, request: string, ...rest: unknown[]) => unknown }} */ (
    /** @type {unknown} */ (Module)
  );
const load = loader._load;
loader._load = function (/** @type {string} */ request, /** @type {unknown[]} */ ...rest) {
  return request === './rapid-client.node' ? client : load.call(this, request, ...rest);
};
