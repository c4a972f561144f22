import { expandEnvironment, invocations, weakness } from './commands';
import { isUnreadable, readWorkflow } from './read-workflow';

/** Why the only run of ruff in a workflow with these steps does not block; undefined when it does. */
function ofSteps(steps: string, job = '', top = '', runner = 'ubuntu-24.04'): string | undefined {
  const text = `on: push\n${top}jobs:\n  a:\n    runs-on: ${runner}\n${job}    steps:\n${steps}`;
  const workflow = readWorkflow('ci.yml', text);
  if (isUnreadable(workflow)) throw new Error(workflow.reason);
  const [found, ...others] = invocations(workflow, /\bruff check/);
  if (found === undefined || others.length > 0) throw new Error('not one run');
  return weakness(found);
}

const script = (...lines: readonly string[]): string =>
  ['      - run: |', ...lines.map((line) => `          ${line}`), ''].join('\n');

describe('a run whose failure fails its job', () => {
  test.each([
    ['alone', script('ruff check .')],
    ['with && behind it', script('ruff check . && echo fine')],
    ['kept, and then the end of the script', script('s=0', 'ruff check . || s=$?', 'exit "$s"')],
    ['judged', script('if ! ruff check .; then', '  exit 1', 'fi')],
    ['piped with pipefail', script('set -euo pipefail', 'ruff check . | tee log')],
    ['a quoted pipe', script("ruff check . --select 'E|F'")],
    ['a pipe in double quotes', script('ruff check . --select "E|F"')],
    ['a pipe behind an escaped quote', script('ruff check . --select "E\\"|F"')],
    ['and an end of the script behind it', script('ruff check . || exit 1')],
    ['and a command whose name only begins like true', script('ruff check . || trueish')],
    ['and a command whose name only begins like echo', script('ruff check . || echoed')],
    ['and a command whose name only begins like printf', script('ruff check . || printfoo')],
    ['and a command whose name begins with a colon', script('ruff check . || :x')],
    ['with an option that is no --exit-zero', script('ruff check --exit-zerox .')],
    ['judged by a return', script('if ! ruff check .; then', '  return 1', 'fi')],
    ['judged by false', script('if ! ruff check .; then', '  false', 'fi')],
    ['behind a word that only begins like if', script('iffy ruff check .')],
    ['behind a command that speaks of if', script('echo if ruff check .')],
    ['on one line with its key', '      - run: ruff check .\n'],
    ['folded', '      - run: >-\n          ruff check .\n'],
    ['continued on the next line', script('ruff \\', '  check .')],
    ['behind a comment of the same', script('# ruff check .', '', 'ruff check .')],
    ['with set +e and an end of its own', script('set +e', 'ruff check .', 'exit $?')],
    ['with set +euo', script('set +euo', 'ruff check .', 'echo')],
    ['behind a command that speaks of set +e', script('echo set +e', 'ruff check .', 'echo')],
    ['continue-on-error: false', `${script('ruff check .')}        continue-on-error: false\n`],
    ['under a condition', `${script('ruff check .')}        if: github.ref == 'x'\n`],
    ['under one that ends in false', `${script('ruff check .')}        if: inputs.x == false\n`],
    ['under one that begins with it', `${script('ruff check .')}        if: false || inputs.x\n`],
  ])('%s', (_what, steps) => {
    expect(ofSteps(steps)).toBeUndefined();
  });

  const piped = script('ruff check . | tee log');
  test('piped, where bash is named by the step, the job or the workflow', () => {
    const bash = 'defaults:\n  run:\n    shell: bash\n';
    const inJob = bash.replace(/^/gm, '    ').trimEnd();
    expect(ofSteps(`${piped}        shell: bash\n`)).toBeUndefined();
    expect(ofSteps(piped, `${inJob}\n`)).toBeUndefined();
    expect(ofSteps(piped, '', bash)).toBeUndefined();
  });

  test.each([
    ['windows-2025', undefined],
    ['[self-hosted, Windows]', undefined],
    ['ubuntu-24.04', 'its exit code is lost in the pipe, as the default shell has no pipefail'],
  ])('piped by the default shell of %s', (runner, expected) => {
    expect(ofSteps(piped, '', '', runner)).toBe(expected);
  });

  test('piped, where the shell is none of those', () => {
    expect(ofSteps(`${piped}        shell: pwsh\n`)).toBeUndefined();
  });
});

describe('a run whose failure has no effect', () => {
  test.each([
    ['discarded by ||', script('ruff check . || true')],
    ['discarded by ||', script('ruff check . || echo "::warning::lint"')],
    ['discarded by ||', script('ruff check . || :')],
    ['discarded by ||', script('ruff check . || :;')],
    ['discarded by ||', script('ruff check . || : no matter')],
    ['discarded by ||', script('ruff check . || exit 0')],
    ['discarded by ||', script('ruff check . || printf x')],
    ['discarded by ||', script('ruff check . || \\', '  true')],
    ['discarded by ||', '      - run: ruff check . || true\n'],
    ['kept in a variable', script('ruff check . || s=$?', 'echo exiting')],
    ['kept in a variable', script('ruff check . || s=$?', 'echo false')],
    ['only a condition', script('elif ruff check .; then echo fine; fi')],
    ['only a condition', script('while ruff check .; do break; done')],
    ['only a condition', script('until ruff check .; do break; done')],
    ['lost in the pipe', script('nopipefail=1; ruff check . | tee pipefails')],
    ['set +e', script('true', '  set +e', 'ruff check .', 'echo exits')],
    ['continue-on-error', `${script('ruff check .')}        continue-on-error: \${{ inputs.x }}\n`],
    ['never runs', `${script('ruff check .')}        if: \${{ false }}\n`],
    ['never runs', `${script('ruff check .')}        if: "''"\n`],
    [
      'in the background and is cancelled',
      `${script('ruff check .')}        id: lint\n        background: true\n      - cancel: [other, lint]\n`,
    ],
    ['--exit-zero', script('ruff check --exit-zero .')],
    ['kept in a variable', script('s=0', 'ruff check . || s=$?', 'echo "$s"', 'exit 0')],
    ['only a condition', script('if ruff check .; then echo fine; fi')],
    ['lost in the pipe', script('ruff check . | tee log')],
    ['set +e', script('set +e', 'ruff check .', 'echo done')],
    ['continue-on-error', `${script('ruff check .')}        continue-on-error: true\n`],
    ['never runs', `${script('ruff check .')}        if: false\n`],
  ])('%s', (reason, steps) => {
    expect(ofSteps(steps)).toContain(reason);
  });

  test('a job that never runs, and one whose condition is another', () => {
    const job = (condition: string) =>
      ofSteps(script('ruff check .'), `    if: ${condition}\n`) ?? 'blocks';
    expect(job('false')).toBe('its job never runs (if: false)');
    expect(job('${{ false }}')).toBe('its job never runs (if: false)');
    expect(job("github.ref == 'x'")).toBe('blocks');
    expect(job('inputs.x == false')).toBe('blocks');
    expect(job('false || inputs.x')).toBe('blocks');
  });

  test('a job that may fail', () => {
    expect(ofSteps(script('ruff check .'), '    continue-on-error: true\n')).toContain('its job');
  });
});

test('a variable has the value of the step, else of the job, else of the workflow', () => {
  const text = `on: push
env: { A: workflow, B: workflow, C: workflow }
jobs:
  a:
    env: { A: job, B: job }
    steps:
      - run: ruff check
        env: { A: step }
`;
  const workflow = readWorkflow('ci.yml', text);
  if (isUnreadable(workflow)) throw new Error(workflow.reason);
  const [found] = invocations(workflow, /ruff check/);
  if (found === undefined) throw new Error('no run');
  const expand = (value: string) => expandEnvironment(found, value);
  expect(expand('$A ${B} ${{ env.C }} ${{env.A}}')).toBe('step job workflow step');
  expect(expand('$D ${D} ${{ env.D }}')).toBe('$D ${D} ${{ env.D }}');
});

test('an action runs a tool at any version, and at its place', () => {
  const text =
    'on: push\njobs:\n  a:\n    steps:\n      - uses: PSF/Black@v1\n      - uses: psf/black-fork@v1\n';
  const workflow = readWorkflow('ci.yml', text);
  if (isUnreadable(workflow)) throw new Error(workflow.reason);
  expect(invocations(workflow, /black/, ['psf/black'])).toMatchObject([
    { line: 5, column: 15, commandLine: 'PSF/Black@v1' },
  ]);
});
