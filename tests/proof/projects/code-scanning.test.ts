import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { ciPath } from '../../../core/pipeline';
import { type PipelineSettings } from '../../../core/config/pipeline-settings';
import schema from '../../../core/sarif/generated/sarif-schema.json';
import { runWorkflow, type ActRun } from '../../../sandbox/actions/act';
import { isolateJobs } from '../../support/isolate-jobs';
import { faults } from '../../support/planted-faults';
import {
  applyChange,
  commitAll,
  fillUvCache,
  git,
  type Change,
} from '../../support/sample-checkout';
import {
  openSampleWorld,
  sampleFullName,
  sampleSettings,
  type SampleWorld,
} from '../../support/sample-world';
import { scratchDirectory } from '../../support/scratch';
import { renderedFiles } from '../../support/target-repository';

/*
 * The security job and the upload of the sample project, run by act: real Bandit and Ruff, and the loopback GitHub's code
 * scanning, whose requests are held to GitHub's description. The databases of vulnerabilities cannot be reached here: what
 * they would answer is written by steps of the repository's own.
 */

const isSarif = addFormats(new Ajv({ strict: false, unicodeRegExp: false })).compile(schema);
const scratch = scratchDirectory('code-scanning');
const checkout = path.join(scratch, 'checkout');
const sampled = sampleSettings({ attempts: 1, delaySeconds: 0 });
const settings: PipelineSettings = {
  ...sampled,
  scans: { ...sampled.scans, codeScanning: 'upload' },
};
const fault = faults['high finding']();

const answer = (id: string) =>
  JSON.stringify({
    dependencies: [
      {
        name: 'uvicorn',
        version: '0.1',
        vulns: [{ id, fix_versions: ['0.2'], aliases: ['CVE-2026-0001'] }],
      },
    ],
  });
/** With a step that writes what the databases answer. */
const answered: PipelineSettings = {
  ...settings,
  steps: {
    security: {
      before: [],
      after: [
        {
          name: 'Answers of the databases',
          run: [
            `echo '${answer('PYSEC-2026-1')}' > ci-reports/pip-audit.json`,
            `echo '${answer('GHSA-aaaa-bbbb-cccc')}' > ci-reports/cve.json`,
          ],
          env: {},
        },
      ],
    },
  },
};

let sample: SampleWorld;
let runs = 0;

beforeAll(async () => {
  const permissions = { actions: 'read', contents: 'read', security_events: 'write' } as const;
  sample = await openSampleWorld(scratch, settings, permissions);
  fillUvCache(checkout);
});

afterAll(async () => {
  expect(sample.world.github.violations).toEqual([]);
  await sample.world.close();
});

interface Pull {
  readonly change: Change;
  readonly settings?: PipelineSettings;
  /** Repository that the pull request comes from. */
  readonly from?: string;
}

/** Runs the security job, the upload and the job that stands for all, for a pull request with this change. */
async function runPull({ change, settings: own = settings, from }: Pull): Promise<ActRun> {
  runs += 1;
  const number = runs;
  git(checkout, 'checkout', '--quiet', '-B', `topic-${String(number)}`, sample.delivered);
  applyChange(checkout, change);
  const head = commitAll(checkout, `Change ${String(number)}`);
  git(checkout, 'push', '--quiet', 'local', 'HEAD');
  const workflow = path.join(scratch, `workflow-${String(number)}.yml`);
  const jobs = ['security', 'code-scanning', 'ci-success'];
  writeFileSync(workflow, isolateJobs(renderedFiles(own).get(ciPath) ?? '', jobs));
  return runWorkflow({
    checkout,
    origin: sample.origin,
    workflow,
    event: 'pull_request',
    payload: {
      action: 'synchronize',
      number,
      pull_request: {
        number,
        head: {
          sha: head,
          ref: `topic-${String(number)}`,
          repo: { full_name: from ?? sampleFullName },
        },
        base: { ref: 'main' },
      },
      repository: { default_branch: 'main', full_name: sampleFullName },
    },
    directory: path.join(scratch, `run-${String(number)}`),
    githubUrl: sample.world.githubUrl,
    token: sample.token,
    // Of severities nothing is known here.
    env: { GATEHOUSE_OSV_URL: 'http://127.0.0.1:1' },
  });
}

interface Result {
  readonly ruleId: string;
  readonly locations: unknown;
  readonly partialFingerprints: object;
  readonly properties: object;
}

/** Results by category of the newest upload. */
function uploaded(): Readonly<Record<string, readonly Result[]>> {
  const { codeScanning = [] } = sample.world.github.world.required('acme', settings.repository);
  const log: unknown = JSON.parse(codeScanning.at(-1)?.sarif ?? '{}');
  expect([isSarif(log), isSarif.errors]).toEqual([true, null]);
  const { runs: all } = log as {
    runs: { automationDetails: { id: string }; results: Result[] }[];
  };
  return Object.fromEntries(all.map((one) => [one.automationDetails.id, one.results]));
}

/** What is reported of the planted fault; Ruff has rules about other lines too. */
const planted = (categories: ReturnType<typeof uploaded>): readonly Result[] =>
  (categories['gatehouse/code/'] ?? []).filter(({ ruleId }) => ruleId === 'B602/S602');

const uploads = (): number =>
  sample.world.github.world.required('acme', settings.repository).codeScanning?.length ?? 0;

test('what Bandit and Ruff found is uploaded once; what no database answered is left as it is', async () => {
  const run = await runPull({ change: fault });
  expect(run.failedSteps).toEqual([]);
  expect(uploads()).toBe(1);
  const categories = uploaded();
  expect(Object.keys(categories)).toEqual(['gatehouse/code/']);
  expect(planted(categories)).toMatchObject([
    {
      ruleId: 'B602/S602',
      level: 'error',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'src/orders/planted.py' },
            region: { startLine: 8 },
          },
        },
      ],
      properties: { ids: ['B602', 'S602'], scanners: ['bandit', 'ruff'] },
    },
  ]);
  expect(run.output.get('code-scanning')).toContain('pip-audit.json is missing');
});

test('lines above move no fingerprint, and a vulnerability is one result, whichever databases know it', async () => {
  const [before] = planted(uploaded());
  const moved = Object.fromEntries(
    Object.entries(fault).map(([file, text]) => [
      file,
      String(text).replace('import subprocess', 'import subprocess\n\n# one\n# two'),
    ]),
  );
  const run = await runPull({ change: moved, settings: answered });
  expect(run.failedSteps).toEqual([]);
  expect(uploads()).toBe(2);
  const categories = uploaded();
  expect(planted(categories)).toMatchObject([
    {
      locations: [{ physicalLocation: { region: { startLine: 11 } } }],
      partialFingerprints: before?.partialFingerprints,
    },
  ]);
  expect(categories['gatehouse/dependencies/']).toMatchObject([
    {
      ruleId: 'CVE-2026-0001',
      locations: [{ physicalLocation: { artifactLocation: { uri: 'uv.lock' } } }],
      properties: {
        ids: ['PYSEC-2026-1', 'CVE-2026-0001', 'GHSA-aaaa-bbbb-cccc'],
        scanners: ['pip-audit', 'osv'],
      },
    },
  ]);
});

test('a pull request of a fork uploads nothing, and passes', async () => {
  const before = uploads();
  const run = await runPull({ change: fault, from: 'stranger/orders' });
  expect(run.failedSteps).toEqual([]);
  expect(run.results.get('ci-success')).toBe('success');
  expect(run.results.get('code-scanning') ?? 'skipped').toBe('skipped');
  expect(uploads()).toBe(before);
});
