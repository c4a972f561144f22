'use strict';
// A small program that the engine runs: workflows of a central repository, and one that calls the first of them at its commit.
const root = process.env.GATEHOUSE_ROOT ?? '';
require(`${root}/tools/typescript-loader.js`);
const pulumi = require('@pulumi/pulumi');
const { Provider } = require(`${root}/provider/gatehouse-provider.ts`);
const { WorkflowCommit } = require(`${root}/provider/workflow-commit.ts`);

const config = new pulumi.Config('delivery');
const provider = new Provider('ours', {
  owner: config.require('owner'),
  token: config.requireSecret('token'),
  baseUrl: config.require('baseUrl'),
});
const options = { provider };
const files = config.requireObject('files');
const central = new WorkflowCommit(
  'central',
  { repository: 'ci', branch: 'main', files, keepCommits: true },
  options,
);
const [called = ''] = Object.keys(files);
const uses = `acme/ci/${called}@${'0'.repeat(40)}`;
const caller = new WorkflowCommit(
  'caller',
  {
    repository: config.require('repository'),
    branch: 'main',
    files: { '.github/workflows/ci.yml': `jobs:\n  pipeline:\n    uses: ${uses}\n` },
    pin: central.commits[called],
  },
  options,
);
exports.central = central.commitSha;
exports.caller = caller.commitSha;
