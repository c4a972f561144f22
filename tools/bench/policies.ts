import { jobTitles } from '../../core/pipeline/job-titles';
import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { parse } from 'yaml';
import { PackProcess, type SentResource } from '../../tests/policies/pack-process';
import { exampleSettings } from '../../core/pipeline/example-settings';
import { renderFiles } from '../../core/pipeline/render-files';
import { compare, millisecondsOf, type Result } from './measure';
import { awsTypes, gatehouseTypes, githubTypes } from '../../core/kernel/resource-types';

const resources = 10_000;
const repositories = resources / 10;
const root = path.resolve(__dirname, '..', '..');

/** Every policy over a fleet, as the engine asks: one request a resource to the pack's own process. */
export async function policyResults(): Promise<Result[]> {
  const results: Result[] = [];
  for (const kinds of [1, repositories]) {
    const result = await compare(
      `policies over ${resources} resources, ${kinds} kinds of workflows / bare loop that parses the same YAML`,
      undefined,
      1,
      () => inProcess('ours', kinds),
      () => inProcess('peer', kinds),
    );
    const each = (Number.parseFloat(result.ours) / resources).toFixed(2);
    results.push({ ...result, ours: `${result.ours}, ${each} ms a resource` });
  }
  results.push(
    await compare(
      'policy pack from start to its first answer / import of @pulumi/policy',
      undefined,
      5,
      () => millisecondsOf(startPack),
      () => inProcess('import', 0),
    ),
  );
  return results;
}

async function startPack(): Promise<void> {
  const pack = await PackProcess.start();
  await pack.info();
  await pack.stop();
}

/** A process of its own, so that no memo of an earlier measurement is warm; it prints its milliseconds. */
function inProcess(side: 'ours' | 'peer' | 'import', kinds: number): Promise<number> {
  if (side === 'import') {
    return millisecondsOf(() => {
      execFileSync(process.execPath, ['-e', "require('@pulumi/policy')"], { cwd: root });
      return Promise.resolve();
    });
  }
  const output = execFileSync(
    process.execPath,
    ['--import', 'tsx', __filename, side, String(kinds)],
    { cwd: root, encoding: 'utf8' },
  );
  return Promise.resolve(Number(output));
}

/** Ten resources a repository: its workflows in one commit, and nine that policies look at as well. */
function fleet(kinds: number): readonly SentResource[] {
  return Array.from({ length: repositories }, (_, index): readonly SentResource[] => {
    const repository = `service-${index}`;
    const coverage = 80 + ((index % kinds) * 20) / repositories;
    const { files } = renderFiles({
      ...exampleSettings,
      gates: { ...exampleSettings.gates, coverage },
    });
    const resource = (type: string, props: SentResource['props']): SentResource => ({
      type,
      name: `${repository}-${type}`,
      props: { repository, ...props },
    });
    return [
      resource(gatehouseTypes.WorkflowCommit, {
        branch: 'main',
        files: Object.fromEntries(files.map((file) => [file.path, file.content])),
      }),
      resource(githubTypes.BranchProtection, {
        repositoryId: repository,
        pattern: 'main',
        enforceAdmins: true,
        requiredStatusChecks: [{ contexts: [jobTitles.ciSuccess] }],
        requiredPullRequestReviews: [{ requiredApprovingReviewCount: 1 }],
      }),
      resource(githubTypes.RepositoryEnvironment, {
        environment: 'staging',
      }),
      ...Array.from({ length: 4 }, (_secret, number) =>
        resource(githubTypes.ActionsVariable, {
          variableName: `NAME_${number}`,
          value: 'value',
        }),
      ),
      resource(awsTypes.sqs.Queue, { sqsManagedSseEnabled: true }),
      resource(awsTypes.cloudwatch.LogGroup, { retentionInDays: 30 }),
      resource(awsTypes.s3.Bucket, {}),
    ];
  }).flat();
}

async function measureOurs(kinds: number): Promise<number> {
  const all = fleet(kinds);
  const pack = await PackProcess.start();
  try {
    // As many requests at once as the engine has resources in flight by default.
    const atOnce = 16;
    return await millisecondsOf(async () => {
      for (let start = 0; start < all.length; start += atOnce) {
        await Promise.all(all.slice(start, start + atOnce).map((one) => pack.analyze(one)));
      }
    });
  } finally {
    await pack.stop();
  }
}

function measurePeer(kinds: number): Promise<number> {
  const texts = fleet(kinds).flatMap(({ props }) => {
    const files = (props['files'] ?? {}) as Readonly<Record<string, string>>;
    return Object.entries(files).flatMap(([file, text]) =>
      file.startsWith('.github/workflows/') ? [text] : [],
    );
  });
  return millisecondsOf(() => {
    for (const text of texts) parse(text);
    return Promise.resolve();
  });
}

const [side, kinds] = process.argv.slice(2);
if (require.main === module) {
  void (side === 'ours' ? measureOurs(Number(kinds)) : measurePeer(Number(kinds))).then(
    (milliseconds) => {
      console.log(milliseconds);
    },
  );
}
