import { judgeText } from '../../fixtures/judge';
import { deploymentRollback } from './deployment-rollback';
import { promotedDigest } from './promoted-digest';

/** A workflow with a deployment to staging and one to production that follows it through another job. */
const workflow = (steps: readonly string[], more: readonly string[] = []): string =>
  [
    'on: push',
    'jobs:',
    '  staging: { runs-on: ubuntu-24.04, environment: staging, steps: [{ run: docker build . }] }',
    '  check: { needs: staging, runs-on: ubuntu-24.04, steps: [{ run: make }] }',
    '  production:',
    '    needs: [check]',
    '    runs-on: ubuntu-24.04',
    '    environment: { name: production }',
    '    steps:',
    ...steps.map((line) => `      ${line}`),
    ...more,
    '',
  ].join('\n');

const download = (more = ''): readonly string[] => [
  '- uses: actions/download-artifact@v8',
  `  with: { name: dist${more} }`,
];

describe('promoted-digest', () => {
  const again =
    'job production builds again what it deploys to production; staging had another build';
  const byName = 'job production deploys an artifact to production without comparing its digest';
  test.each<[string, readonly string[], readonly string[]]>([
    ['a command that deploys', ['- run: ./deploy'], []],
    ['a build', ['- run: uv build'], [`10:14 ${again}`]],
    [
      'a build of an image',
      ['- run: |', '    cd app', '    docker buildx build .'],
      [`12:11 ${again}`],
    ],
    ['a build by an action', ['- uses: docker/build-push-action@v6'], [`10:15 ${again}`]],
    ['another action of Docker', ['- uses: docker/login-action@v3'], []],
    ['a word that only looks like one', ['- run: make docker-build-notes'], []],
    ['an artifact by its name', download(), [`10:15 ${byName}`]],
    ['an artifact of another run', download(', run-id: 7'), []],
    [
      'an artifact by its digest',
      [...download(), '- run: ./verify', '  env: { DIGEST: "${{ needs.check.outputs.digest }}" }'],
      [],
    ],
    [
      'an artifact beside another output',
      [
        ...download(),
        '- run: ./verify',
        '  env: { VERSION: "${{ needs.check.outputs.version }}" }',
      ],
      [`10:15 ${byName}`],
    ],
    ['an artifact with an attestation', [...download(), '- run: gh attestation verify dist/*'], []],
  ])('%s', (_name, steps, expected) => {
    expect(judgeText(promotedDigest, workflow(steps))).toEqual(expected);
  });

  test('a digest in a variable of the job counts', () => {
    const text = workflow(download()).replace(
      '    steps:\n      - uses',
      '    env: { SUM: "${{ needs.check.outputs.wheel-sha256 }}" }\n    steps:\n      - uses',
    );
    expect(judgeText(promotedDigest, text)).toEqual([]);
  });
});

describe('deployment-rollback', () => {
  const none = ['5:3 job production deploys to production, and nothing rolls it back'];
  const missing = (place: string, event: string) => [
    `${place} the rollback of job production does not run after a ${event}`,
  ];
  const undo = (condition: string): readonly string[] => [
    '- run: ./roll-back',
    `  if: ${condition}`,
  ];
  test.each<[string, readonly string[], readonly string[]]>([
    ['nothing', ['- run: ./deploy'], none],
    ['both', undo('failure() || cancelled()'), []],
    ['anything', undo('always()'), []],
    ['no success', undo('${{ !success() }}'), []],
    ['a failure alone', undo('failure()'), missing('11:13', 'cancellation')],
    ['a cancellation alone', undo('cancelled()'), missing('11:13', 'failure')],
    [
      'a failure unless cancelled',
      undo('failure() && !cancelled()'),
      missing('11:13', 'cancellation'),
    ],
    ['no condition', ['- run: ./roll-back'], missing('5:3', 'failure')],
    ['a step by its name', ['- name: Undo', '  run: ./x', '  if: always()'], []],
    [
      'a step that always runs and does something else',
      ['- run: ./report', '  if: always()'],
      none,
    ],
  ])('after %s', (_name, steps, expected) => {
    expect(judgeText(deploymentRollback, workflow(steps))).toEqual(expected);
  });

  test.each<[string, string, readonly string[]]>([
    ['needs it', 'needs: production, if: failure() || cancelled(),', []],
    ['needs another one', 'needs: check, if: failure() || cancelled(),', none],
  ])('by a later job that %s', (_name, keys, expected) => {
    const job = `  rollback: { ${keys} runs-on: ubuntu-24.04, steps: [{ run: ./undo }] }`;
    expect(judgeText(deploymentRollback, workflow(['- run: ./deploy'], [job]))).toEqual(expected);
  });
});

test.each([deploymentRollback, promotedDigest])(
  '$name: deployments that do not follow each other, and several jobs of one environment, are no promotion',
  (rule) => {
    const job = (id: string, more: string): string =>
      `  ${id}: { ${more} runs-on: ubuntu-24.04, steps: [{ run: uv build }] }`;
    const text = [
      'on: push',
      'jobs:',
      job('staging', 'environment: staging,'),
      job('tests', 'needs: staging, environment: staging,'),
      job('docs', 'environment: pages,'),
      job('lint', 'needs: [tests, docs],'),
      job('circle', 'needs: circle, environment: qa,'),
      '',
    ].join('\n');
    expect(judgeText(rule, text)).toEqual([]);
  },
);
