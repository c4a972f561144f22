import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { ProblemsError } from '../../core/kernel/problem';
import { toolkitFiles } from '../../components/toolkit';
import { renderPipeline } from '../../core/pipeline';
import { type PipelineSettings } from '../../core/config/pipeline-settings';
import { projectRoot } from './tools';

/** Where the program takes the toolkit from; see infra/pipelines.ts. */
const toolkit = {
  actionDirectory: path.join(projectRoot, 'build', 'action'),
  mcpDryRun: path.join(projectRoot, 'runtime', 'mcp-dry-run', 'mcp_dry_run.py'),
};

/** Contents of the rendered files by path. @throws ProblemsError */
export function renderedFiles(settings: PipelineSettings): ReadonlyMap<string, string> {
  const { files, problems } = renderPipeline(settings);
  if (problems.length > 0) throw new ProblemsError(problems);
  return new Map(files.map(({ path: file, content }) => [file, content]));
}

/** Paths of the built files that are delivered beside the rendered ones, with where each is copied from. */
export async function deliveredToolkit(
  settings: PipelineSettings,
): Promise<ReadonlyMap<string, string>> {
  const assets = Object.entries(toolkitFiles(toolkit, settings));
  const sources = await Promise.all(
    assets.map(async ([file, asset]): Promise<[string, string]> => [file, await asset.path]),
  );
  return new Map(sources);
}

/** Writes everything Gatehouse delivers into a directory; gives the paths, in order. */
export async function deliver(
  settings: PipelineSettings,
  directory: string,
): Promise<readonly string[]> {
  const rendered = renderedFiles(settings);
  const copied = await deliveredToolkit(settings);
  for (const [file, content] of rendered) {
    mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    writeFileSync(path.join(directory, file), content);
  }
  for (const [file, source] of copied) {
    mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    copyFileSync(source, path.join(directory, file));
  }
  return [...rendered.keys(), ...copied.keys()].sort();
}
