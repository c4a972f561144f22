import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { parse, stringify } from 'yaml';
import { renderFiles } from '../../core/pipeline/render-files';
import { exampleSettings } from '../../core/pipeline/example-settings';
import { type PipelineSettings } from '../../core/config/pipeline-settings';
import { compare, milliseconds, type Result } from './measure';

const repositories = 1_000;

/** A fleet in which `distinct` kinds of repositories repeat; every repository has its own name. */
function fleet(distinct: number): PipelineSettings[] {
  return Array.from({ length: repositories }, (_, index) => ({
    ...exampleSettings,
    repository: `service-${index}`,
    gates: { ...exampleSettings.gates, coverage: 50 + ((index % distinct) * 50) / repositories },
  }));
}

function documentsOf(settings: PipelineSettings): unknown[] {
  return renderFiles(settings)
    .files.filter((file) => file.path.startsWith('.github/workflows/'))
    .map((file) => parse(file.content) as unknown);
}

/** Each measurement runs in a process of its own, so that no memo of an earlier one is warm. */
export async function renderResults(): Promise<Result[]> {
  const results: Result[] = [];
  for (const distinct of [1, 20, 1_000]) {
    results.push(
      await compare(
        `render ${repositories} repositories of ${distinct} kinds / yaml stringify of the same documents`,
        2,
        3,
        () => inProcess('ours', distinct),
        () => inProcess('peer', distinct),
      ),
    );
  }
  return results;
}

function inProcess(side: 'ours' | 'peer', distinct: number): Promise<number> {
  const output = execFileSync(
    process.execPath,
    ['--import', 'tsx', __filename, side, String(distinct)],
    { cwd: path.resolve(__dirname, '..', '..'), encoding: 'utf8' },
  );
  return Promise.resolve(Number(output));
}

function measureOurs(distinct: number): number {
  const settings = fleet(distinct);
  return milliseconds(() => settings.map((one) => renderFiles(one)));
}

function measurePeer(distinct: number): number {
  const documents = fleet(distinct).map(documentsOf);
  return milliseconds(() => documents.map((set) => set.map((document) => stringify(document))));
}

const [side, distinct] = process.argv.slice(2);
if (require.main === module) {
  console.log(side === 'ours' ? measureOurs(Number(distinct)) : measurePeer(Number(distinct)));
}
