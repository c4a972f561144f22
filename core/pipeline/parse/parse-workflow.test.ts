import { parseWorkflow } from './parse-workflow';
import { type ParsedWorkflow } from './parsed-workflow';

function parsed(text: string): ParsedWorkflow {
  const { workflow, problems } = parseWorkflow('w.yml', text);
  expect(problems).toEqual([]);
  if (workflow === undefined) throw new Error('no workflow');
  return workflow;
}
const job = '\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: "true"\n';

describe('parseWorkflow', () => {
  it.each([
    ['one event', 'on: push', ['push']],
    ['a list', 'on: [push, pull_request]', ['push', 'pull_request']],
    ['a map with empty settings', 'on:\n  push:\n  pull_request: {}', ['push', 'pull_request']],
    ['a quoted key', '"on": push', ['push']],
    ['a key that a YAML 1.1 writer broke', 'true: push', ['push']],
  ])('reads triggers written as %s', (_form, on, events) => {
    expect([...parsed(on + job).triggers.keys()]).toEqual(events);
  });

  it('reads filters written as text or list, schedules and followed workflows', () => {
    const { triggers } = parsed(
      `on:\n  push:\n    branches: main\n    paths-ignore: ['docs/**']\n  schedule:\n    - cron: 0 9 * * *\n      timezone: Europe/Berlin\n  workflow_run:\n    workflows: [CI]${job}`,
    );
    expect(triggers.get('push')).toMatchObject({ branches: ['main'], pathsIgnore: ['docs/**'] });
    expect(triggers.get('schedule')?.crons).toEqual([
      { cron: '0 9 * * *', timezone: 'Europe/Berlin', position: { line: 6, column: 13 } },
    ]);
    expect(triggers.get('workflow_run')?.workflows).toEqual(['CI']);
  });

  it.each([
    ['read-all', { kind: 'all', access: 'read' }],
    ['write-all', { kind: 'all', access: 'write' }],
    ['{}', { kind: 'scopes', scopes: {} }],
    [
      '{contents: read, id-token: write}',
      { kind: 'scopes', scopes: { contents: 'read', 'id-token': 'write' } },
    ],
  ])('reads permissions: %s', (text, expected) => {
    expect(parsed(`on: push\npermissions: ${text}${job}`).permissions).toMatchObject(expected);
  });

  it('tells absent permissions from none', () => {
    expect(parsed(`on: push${job}`).permissions).toBeUndefined();
  });

  it.each([
    ['needs: a', ['a']],
    ['needs: [a, b]', ['a', 'b']],
    ['name: X', []],
  ])('reads %s', (line, needs) => {
    const { jobs } = parsed(
      `on: push\njobs:\n  c:\n    ${line}\n    runs-on: [self-hosted, linux]\n    steps: [{run: "true"}]\n`,
    );
    expect(jobs[0]).toMatchObject({ needs, runsOn: ['self-hosted', 'linux'] });
  });

  it('keeps positions, version comments, and expressions where values stand', () => {
    const { jobs } = parsed(
      [
        'on: push',
        'concurrency: group-${{ github.ref }}',
        'jobs:',
        '  test:',
        '    runs-on: ${{ matrix.os }}',
        '    timeout-minutes: ${{ fromJSON(vars.LIMIT) }}',
        '    strategy: {matrix: {os: [a, b], include: [{os: c, extra: 1}]}}',
        '    steps:',
        '      - name: Check out',
        '        uses: actions/checkout@abc # v1.2.3',
        '        with: {fetch-depth: 0}',
      ].join('\n'),
    );
    expect(jobs[0]).toMatchObject({
      position: { line: 4, column: 3 },
      timeoutMinutes: '${{ fromJSON(vars.LIMIT) }}',
      steps: [
        { position: { line: 9, column: 9 }, usesComment: 'v1.2.3', with: { 'fetch-depth': '0' } },
      ],
    });
    expect(jobs[0]?.matrix?.axes.get('os')).toEqual(['a', 'b']);
    expect(jobs[0]?.matrix?.include).toEqual([{ os: 'c', extra: '1' }]);
  });

  it('follows anchors', () => {
    const { jobs } = parsed(
      'on: push\njobs:\n  a: &job\n    runs-on: x\n    steps: [{run: "true"}]\n  b: *job\n',
    );
    expect(jobs.map((each) => [each.id, each.steps.length])).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
  });

  it('reads jobs that call a reusable workflow', () => {
    const { jobs } = parsed(
      'on: push\njobs:\n  a:\n    uses: ./.github/workflows/x.yml\n    secrets: inherit\n',
    );
    expect(jobs[0]).toMatchObject({
      uses: './.github/workflows/x.yml',
      secrets: 'inherit',
      steps: [],
    });
  });

  it.each([
    ['broken YAML', 'on: [push', 'yaml-syntax', 1],
    ['no map', '- a', 'workflow-shape', 1],
    ['an empty file', '', 'workflow-shape', undefined],
    ['no trigger', 'name: X' + job, 'workflow-shape', 1],
    ['a job that does nothing', 'on: push\njobs:\n  a:\n    runs-on: x\n', 'workflow-shape', 3],
    [
      'a step that does nothing',
      'on: push\njobs:\n  a:\n    steps:\n      - name: x\n',
      'workflow-shape',
      5,
    ],
    [
      'a scope with an impossible right',
      `on: push\npermissions: {contents: all}${job}`,
      'workflow-shape',
      2,
    ],
    ['jobs as a list', 'on: push\njobs: [a]\n', 'workflow-shape', 2],
  ])('reports %s with its line', (_what, text, code, line) => {
    const [problem] = parseWorkflow('w.yml', text).problems;
    expect(problem).toMatchObject({ code, file: 'w.yml', ...(line === undefined ? {} : { line }) });
  });
});
