import { exampleSettings } from '../pipeline/example-settings';
import { renderFiles } from '../pipeline/render-files';
import { type PipelineSettings } from '../config/pipeline-settings';
import { compareGates } from './compare-gates';

const { scans, dependencyReview } = exampleSettings;
const scanned: PipelineSettings = {
  ...exampleSettings,
  build: { ...exampleSettings.build, dockerfile: 'Dockerfile' },
  scans: { ...scans, codeScanning: 'upload', files: 'enforce' },
  dependencyReview: {
    ...dependencyReview,
    mode: 'enforce',
    failOnSeverity: 'moderate',
    allowLicenses: ['MIT'],
  },
};

const stateOf = (settings: PipelineSettings) => ({
  resources: [],
  files: renderFiles(settings).files.map(({ path, content }) => ({
    repository: 'notes-service',
    path,
    text: content,
  })),
});

/** Gates of one direction, but for what each job has: its time, its rights, its artifact. */
const named = (before: PipelineSettings, after: PipelineSettings, wanted: string) =>
  compareGates(stateOf(before), stateOf(after))
    .changes.filter(({ direction }) => direction === wanted)
    .filter(({ gate }) => !/^(?:job-timeout|permission|artifact-retention)$/.test(gate))
    .map(({ gate, before: from = 'none', after: to = 'none' }) => `${gate}: ${from} -> ${to}`);

test.each<readonly [string, Partial<PipelineSettings>, readonly string[]]>([
  [
    'no upload',
    { scans: { ...scanned.scans, codeScanning: 'artifact' } },
    ['code-scanning: uploaded -> none'],
  ],
  [
    'a scan of files that warns',
    { scans: { ...scanned.scans, files: 'warn' } },
    ['file-scan: blocks pull requests -> runs without blocking'],
  ],
  [
    'no scan of files',
    { scans: { ...scanned.scans, files: 'off' } },
    ['file-scan: blocks pull requests -> none'],
  ],
  [
    'a review that warns',
    { dependencyReview: { ...scanned.dependencyReview, mode: 'warn' } },
    ['dependency-review: blocks -> runs without blocking'],
  ],
  [
    'a review of severe vulnerabilities alone',
    { dependencyReview: { ...scanned.dependencyReview, failOnSeverity: 'critical' } },
    ['dependency-review-severity: moderate -> critical'],
  ],
  [
    'licences that are denied instead of allowed',
    {
      dependencyReview: {
        ...scanned.dependencyReview,
        allowLicenses: [],
        denyLicenses: ['GPL-3.0-only'],
      },
    },
    ['license-rule: allow-licenses: MIT -> deny-licenses: GPL-3.0-only'],
  ],
])('%s is weaker, and the other way round stronger', (_name, change, expected) => {
  const weak = { ...scanned, ...change };
  expect(named(scanned, weak, 'weaker')).toEqual(expect.arrayContaining([...expected]));
  expect(named(weak, scanned, 'weaker')).toEqual([]);
  expect(named(weak, scanned, 'stronger').length).toBeGreaterThanOrEqual(expected.length);
});

test('a scan of the image is no scan of the files, nor the other way round', () => {
  const files = compareGates(stateOf(exampleSettings), stateOf(scanned)).changes;
  const gates = files.filter(({ gate }) => /-scan$/.test(gate)).map(({ gate }) => gate);
  expect(gates.sort()).toEqual(['file-scan', 'image-scan']);
});
