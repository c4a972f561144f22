import { invocations, weakness } from './commands';
import { isUnreadable, readWorkflow } from './read-workflow';

/** Why the only run of ruff in a workflow with these steps does not block; undefined when it does. */
function ofSteps(steps: string, job = '', top = ''): string | undefined {
  const text = `on: push\n${top}jobs:\n  a:\n    runs-on: ubuntu-24.04\n${job}    steps:\n${steps}`;
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

  test('piped, where the shell is none of those', () => {
    expect(ofSteps(`${piped}        shell: pwsh\n`)).toBeUndefined();
  });
});

describe('a run whose failure has no effect', () => {
  test.each([
    ['thrown away by ||', script('ruff check . || true')],
    ['thrown away by ||', script('ruff check . || echo "::warning::lint"')],
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

  test('a job that may fail', () => {
    expect(ofSteps(script('ruff check .'), '    continue-on-error: true\n')).toContain('its job');
  });
});
