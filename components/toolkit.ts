import * as path from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { type PipelineSettings } from '../workflows/settings';

/** Where the built files that every repository gets stand on the machine that runs Pulumi. */
export interface Toolkit {
  /** Directory with the bundled action: `action.yml` and `index.js`. */
  readonly actionDirectory: string;
  /** The script that dry-runs a Model Context Protocol server. */
  readonly mcpDryRun: string;
}

/** The toolkit's files by their path in the repository, as assets: state holds their hashes, not their text. */
export function toolkitFiles(
  toolkit: Toolkit,
  settings: PipelineSettings,
): Record<string, pulumi.asset.FileAsset> {
  const action = Object.fromEntries(
    ['action.yml', 'index.js'].map((file) => [
      `.github/gatehouse/action/${file}`,
      new pulumi.asset.FileAsset(path.join(toolkit.actionDirectory, file)),
    ]),
  );
  return settings.mcp === undefined
    ? action
    : {
        ...action,
        '.github/gatehouse/mcp_dry_run.py': new pulumi.asset.FileAsset(toolkit.mcpDryRun),
      };
}
