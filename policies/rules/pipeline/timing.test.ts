import { judgeText, oneJob, repaired } from '../../fixtures/judge';
import { concurrency } from './concurrency';
import { jobTimeouts } from './job-timeouts';
import { schedules } from './schedules';

const steps = 'steps: [{ run: make }]';

describe('job-timeouts', () => {
  const of = (timeout: string) => oneJob([`timeout-minutes: ${timeout}`, steps]);
  const called = 'on: push\njobs:\n  a:\n    uses: ./.github/workflows/b.yml\n';
  const above = (minutes: string, maximum = 60) => [
    `5:22 job a may run ${minutes} minutes; at most ${maximum} are allowed`,
  ];
  test.each<[string, string, readonly string[]]>([
    ['the maximum', of('60'), []],
    ['a fraction', of('0.5'), []],
    ['more than the maximum', of('61'), above('61')],
    ['zero', of('0'), above('0')],
    ['less than zero', of('-5'), above('-5')],
    ['none', oneJob([steps]), ['3:3 job a has no timeout']],
    ['a value that only the run knows', of('${{ inputs.minutes }}'), []],
    ['a called workflow, whose jobs have theirs', called, []],
  ])('%s', (_name, text, expected) => {
    expect(judgeText(jobTimeouts, text)).toEqual(expected);
  });

  test.each<[number, readonly string[]]>([
    [30, []],
    [29, above('30', 29)],
  ])('a maximum of %d', (maximum, expected) => {
    expect(judgeText(jobTimeouts, of('30'), { maximum })).toEqual(expected);
  });

  const job = (...lines: readonly string[]) => ['on: push', 'jobs:', ...lines, ''].join('\n');
  test.each<[string, string, string]>([
    [
      'as the first key',
      job('  a:', '    steps: []'),
      job('  a:', '    timeout-minutes: 30', '    steps: []'),
    ],
    [
      'behind comments and empty lines, with the indent of the keys',
      job('  a:', '', '   ', '      # why', '      steps: [] # none'),
      job('  a:', '', '   ', '      # why', '      timeout-minutes: 30', '      steps: [] # none'),
    ],
    [
      'where the keys are indented by one',
      job('  a:', '   steps: []'),
      job('  a:', '   timeout-minutes: 30', '   steps: []'),
    ],
    [
      'in each of two jobs',
      job('  a:', '    steps: []', '  b:', '    steps: []'),
      job(
        ...['  a:', '    timeout-minutes: 30', '    steps: []'],
        ...['  b:', '    timeout-minutes: 30', '    steps: []'],
      ),
    ],
    ['not where there is one', of('90'), of('90')],
    ['not where a workflow is called', called, called],
    ['not in a job on one line', job('  a: { steps: [] }'), job('  a: { steps: [] }')],
    [
      'not in a job on one line, with another job below',
      job('  a: { steps: [] }', '  b: { timeout-minutes: 5 }'),
      job('  a: { steps: [] }', '  b: { timeout-minutes: 5 }'),
    ],
  ])('the repair inserts one %s', (_name, text, expected) => {
    expect(repaired(jobTimeouts, text)).toBe(expected);
  });

  test('the repair inserts what the settings say', () => {
    expect(repaired(jobTimeouts, oneJob([steps]), { inserted: 12 })).toContain(
      '\n    timeout-minutes: 12\n',
    );
  });
});

describe('concurrency', () => {
  const none = ['1:1 the workflow has no concurrency group'];
  const grouped = ['concurrency: ci', steps];
  test.each<[string, string, readonly string[]]>([
    ['none on a push', oneJob([steps]), none],
    ['none on a pull request', oneJob([steps], { on: 'pull_request' }), none],
    ['none on a pull request of strangers', oneJob([steps], { on: 'pull_request_target' }), none],
    ['none on a schedule', oneJob([steps], { on: '{ schedule: [{ cron: 0 9 * * * }] }' }), none],
    ['none on a release', oneJob([steps], { on: 'release' }), []],
    ['none by hand', oneJob([steps], { on: 'workflow_dispatch' }), []],
    ['one of the workflow', oneJob([steps], { top: ['concurrency: ci'] }), []],
    [
      'one of the workflow that only the run knows',
      oneJob([steps], { top: ['concurrency: "${{ inputs.group }}"'] }),
      [],
    ],
    ['one of the only job', oneJob(grouped), []],
    ['one of one of two jobs', `${oneJob(grouped)}  b:\n    ${steps}\n`, none],
    ['none, and no jobs', 'on: push\njobs: {}\n', none],
  ])('%s', (_name, text, expected) => {
    expect(judgeText(concurrency, text)).toEqual(expected);
  });
});

describe('schedules', () => {
  const readiness = '.github/workflows/update-readiness.yml';
  const smoke = '.github/workflows/staging-smoke-test.yml';
  const at = (...crons: readonly string[]) =>
    `on:\n  push:\n  schedule:\n${crons.map((cron) => `    - cron: '${cron}'\n`).join('')}jobs: {}\n`;
  const late = (path: string, found: string, place = '4:13') => [
    path === readiness
      ? `${place} the workflow ${found}, not daily at 9:00 UTC`
      : `${place} the workflow ${found}, not every 4 hours`,
  ];
  test.each<[string, string, string, readonly string[]]>([
    ['readiness daily at nine', readiness, at('17 9 * * *'), []],
    ['readiness every hour', readiness, at('0 * * * *'), []],
    [
      'readiness at another hour',
      readiness,
      at('0 8 * * *'),
      late(readiness, "runs at '0 8 * * *'"),
    ],
    ['readiness weekly', readiness, at('0 9 * * 1'), late(readiness, "runs at '0 9 * * 1'")],
    ['readiness by the second of two', readiness, at('0 8 * * *', '0 9 * * *'), []],
    [
      'readiness by an expression that cannot be read',
      readiness,
      at('@daily'),
      late(readiness, "runs at '@daily'"),
    ],
    [
      'readiness without a schedule',
      readiness,
      'on: push\njobs: {}\n',
      late(readiness, 'has no schedule', '1:1'),
    ],
    [
      'readiness with a schedule without a cron',
      readiness,
      at(),
      late(readiness, 'has no schedule', '3:3'),
    ],
    ['smoke every four hours', smoke, at('0 */4 * * *'), []],
    ['smoke every hour', smoke, at('0 * * * *'), []],
    ['smoke every five hours', smoke, at('0 */5 * * *'), late(smoke, "runs at '0 */5 * * *'")],
    ['smoke daily', smoke, at('0 9 * * *'), late(smoke, "runs at '0 9 * * *'")],
    ['smoke on weekdays', smoke, at('0 */4 * * 1-5'), late(smoke, "runs at '0 */4 * * 1-5'")],
    ['any other workflow', '.github/workflows/ci.yml', at('0 0 1 1 *'), []],
  ])('%s', (_name, path, text, expected) => {
    expect(judgeText(schedules, text, {}, path)).toEqual(expected);
  });

  test.each<[string, string, string, object, readonly string[]]>([
    ['another hour', readiness, '0 7 * * *', { readinessHour: 7 }, []],
    [
      'the hour of the default',
      readiness,
      '0 9 * * *',
      { readinessHour: 7 },
      ["4:13 the workflow runs at '0 9 * * *', not daily at 7:00 UTC"],
    ],
    ['a longer pause', smoke, '0 */6 * * *', { smokeHours: 6 }, []],
    [
      'another file',
      '.github/workflows/x.yml',
      '0 9 * * *',
      { smoke: '.github/workflows/x.yml' },
      ["4:13 the workflow runs at '0 9 * * *', not every 4 hours"],
    ],
  ])('by the settings: %s', (_name, path, cron, settings, expected) => {
    expect(judgeText(schedules, at(cron), settings, path)).toEqual(expected);
  });
});
