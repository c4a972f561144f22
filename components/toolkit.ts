import { existsSync } from 'node:fs';
import * as path from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { ProblemsError } from '../core/kernel/problem';
import { mcpDryRunPath } from '../core/pipeline';
import { type PipelineSettings } from '../core/config/pipeline-settings';

/** What the bundled action consists of; the code beside `index.js` is loaded where it is needed: pages, changes to the gate, waivers. */
const actionFiles = [
  'action.yml',
  'gate-changes.js',
  'html-pages.js',
  'index.js',
  'local-commands.js',
  'smoke.js',
  'smoke-canary.js',
  'waivers-file.js',
] as const;

/** Location of the built files that every repository receives, on the machine that runs Pulumi. */
export interface Toolkit {
  /** Directory with the bundled action: its description and its code. */
  readonly actionDirectory: string;
  /** The script that dry-runs a Model Context Protocol server. */
  readonly mcpDryRun: string;
}

const root = path.resolve(__dirname, '..');

/** The toolkit that `npm ci` and `make` build (tools/build.mjs). */
export const builtToolkit: Toolkit = {
  actionDirectory: path.join(root, 'build', 'action'),
  mcpDryRun: path.join(root, 'runtime', 'mcp-dry-run', 'mcp_dry_run.py'),
};

/** Paths of the toolkit's files in a repository. */
export const toolkitPaths = (settings: PipelineSettings): readonly string[] => [
  ...actionFiles.map(actionPath),
  ...(settings.mcp === undefined ? [] : [mcpDryRunPath]),
];

const actionPath = (file: string): string => `.github/gatehouse/action/${file}`;

/**
 * The toolkit's files by their path in the repository, as assets: state holds their hashes, not their text.
 *
 * @throws {ProblemsError} when a file has not been built.
 */
export function toolkitFiles(
  toolkit: Toolkit,
  settings: PipelineSettings,
): Record<string, pulumi.asset.FileAsset> {
  const sources = {
    ...Object.fromEntries(
      actionFiles.map((file) => [actionPath(file), path.join(toolkit.actionDirectory, file)]),
    ),
    ...(settings.mcp === undefined ? {} : { [mcpDryRunPath]: toolkit.mcpDryRun }),
  };
  const missing = Object.values(sources).filter((source) => !existsSync(source));
  if (missing.length > 0) {
    throw new ProblemsError(
      missing.map((file) => ({
        code: 'toolkit-not-built',
        file,
        message: 'is delivered to every repository but has not been built',
        remedy: 'run `npm ci`, which builds it',
      })),
    );
  }
  return Object.fromEntries(
    Object.entries(sources).map(([target, source]) => [target, new pulumi.asset.FileAsset(source)]),
  );
}
