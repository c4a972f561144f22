import { type McpSettings, type PipelineSettings } from '../../config/pipeline-settings';
import { fromProject } from './directory';
import { portableStep, type JobSteps } from './job-steps';
import { report } from './reports';
import { scriptText } from './script';
import { shellQuote } from './shell-quote';
import { toolchain } from './toolchain';

/** Where the dry-run client is delivered to. */
export const mcpDryRunPath = '.github/gatehouse/mcp_dry_run.py';

/** Starts the project's Model Context Protocol server, lists its tools, calls each one dry, and checks the answers. */
export function mcpSteps(settings: PipelineSettings, mcp: McpSettings): JobSteps {
  const command = mcp.command.map(shellQuote).join(' ');
  return {
    id: 'mcp-dry-run',
    title: 'MCP Dry Run',
    steps: [
      portableStep(
        'Agent tests and validation',
        scriptText(
          `${toolchain(settings).run()} python ${fromProject(settings, mcpDryRunPath)} --timeout ${String(mcp.callTimeoutSeconds)} --output ${report('mcp.json')} -- ${command}`,
        ),
      ),
    ],
  };
}
