import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import { monitorRegion } from '../../core/config/aws-schema';
import { loadStack } from '../../core/config/load';
import { pipelineSettings } from '../../core/config/pipeline-settings';
import { ProblemsError } from '../../core/kernel/problem';
import { type PipelineSettings } from '../../core/config/pipeline-settings';
import { projectRoot } from './tools';

/** A stack's configuration by key, without the project's namespace. */
export type StackValues = Readonly<Record<string, unknown>>;

/** The settings of each repository of a stack, through the same door as in the program. @throws ProblemsError */
export function settingsOfStack(file: string, values: StackValues): readonly PipelineSettings[] {
  const loaded = loadStack({
    file,
    values: Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)]),
    ),
    isSecret: () => false,
  });
  if (!loaded.ok) throw new ProblemsError(loaded.problems);
  const { aws, github, slack, repositories } = loaded.config;
  return repositories.map((repository) =>
    pipelineSettings(github.owner, repository, slack.webhook !== undefined, monitorRegion(aws)),
  );
}

/** The settings of each repository of one of the project's own stacks. */
export function settingsOfStackFile(stack: 'dev' | 'prod' | 'local'): readonly PipelineSettings[] {
  const file = `Pulumi.${stack}.yaml`;
  const document = parse(readFileSync(path.join(projectRoot, file), 'utf8')) as {
    readonly config: StackValues;
  };
  return settingsOfStack(
    file,
    Object.fromEntries(
      Object.entries(document.config).map(([key, value]) => [
        key.replace(/^gatehouse:/, ''),
        value,
      ]),
    ),
  );
}
