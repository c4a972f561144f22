import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { type PipelineArgs } from '../../components/pipeline';
import { houseDefaults } from '../../core/config/defaults';
import { exampleSettings } from '../../core/pipeline/example-settings';

const toolkit = mkdtempSync(path.join(tmpdir(), 'gatehouse-toolkit-'));
for (const file of [
  'action.yml',
  'gate-changes.js',
  'html-pages.js',
  'index.js',
  'local-commands.js',
  'mcp_dry_run.py',
  'smoke.js',
  'smoke-canary.js',
  'waivers-file.js',
]) {
  writeFileSync(path.join(toolkit, file), `content of ${file}`);
}
afterAll(() => {
  rmSync(toolkit, { recursive: true });
});

/** A pipeline of the example, with a toolkit of its own. */
export const exampleArgs: PipelineArgs = {
  settings: exampleSettings,
  delivery: { mode: 'commit', adopt: false, pullRequestBranch: 'gatehouse/pipeline' },
  protection: {
    kind: 'ruleset',
    requireAfter: 'firstSuccess',
    approvals: 1,
    codeOwnerReview: false,
    strict: false,
    signedCommits: false,
    linearHistory: false,
    conversationResolution: true,
    mergeQueue: false,
    queue: houseDefaults.protection.queue,
    acceptBlocked: [],
    bypassApps: [],
  },
  secrets: { actions: {}, dependabot: {} },
  variables: {},
  environments: {},
  caches: {},
  toolkit: {
    actionDirectory: toolkit,
    mcpDryRun: path.join(toolkit, 'mcp_dry_run.py'),
  },
};
