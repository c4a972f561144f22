'use strict';
// A small program that the engine runs: our files, then settings of the published provider that depend on them.
const root = process.env.GATEHOUSE_ROOT ?? '';
require(`${root}/tools/typescript-loader.js`);
const pulumi = require('@pulumi/pulumi');
const github = require('@pulumi/github');
const { Provider } = require(`${root}/provider/gatehouse-provider.ts`);
const { WorkflowCommit } = require(`${root}/provider/workflow-commit.ts`);

const config = new pulumi.Config('delivery');
const connection = {
  owner: config.require('owner'),
  token: config.requireSecret('token'),
  baseUrl: config.require('baseUrl'),
};
const repository = config.require('repository');
const ours = new Provider('ours', connection);
const published = new github.Provider('published', { ...connection, writeDelayMs: 0 });

const files = new WorkflowCommit(
  'files',
  { repository, branch: 'main', files: config.requireObject('files'), checks: ['CI Success'] },
  { provider: ours },
);
new github.ActionsVariable(
  'variable',
  { repository, variableName: 'TIER', value: config.require('tier') },
  { provider: published },
);
new github.RepositoryRuleset(
  'rules',
  {
    repository,
    name: 'gatehouse',
    target: 'branch',
    enforcement: 'active',
    conditions: { refName: { includes: ['~DEFAULT_BRANCH'], excludes: [] } },
    bypassActors: [{ actorId: 5, actorType: 'RepositoryRole', bypassMode: 'always' }],
    rules: {
      requiredStatusChecks: {
        requiredChecks: files.checksOnBranch.apply((/** @type {readonly string[]} */ checks) =>
          checks.map((context) => ({ context })),
        ),
      },
    },
  },
  { provider: published, dependsOn: [files] },
);
exports.commit = files.commitSha;
