import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { exampleSettings } from '../../../core/pipeline/example-settings';
import { securitySteps } from '../../../core/pipeline/steps/security';
import { scratchDirectory } from '../../support/scratch';
import { runProgram } from '../../support/tools';

const scratch = scratchDirectory('audited-requirements');

/** What the delivered step makes of what a package manager exports, up to the audit itself. */
function separated(exported: string) {
  const audit = securitySteps(exampleSettings).steps.find(({ name }) => name === 'pip-audit');
  const [before = ''] = (audit?.run ?? '').split('for attempt in');
  const reports = path.join(scratch, 'ci-reports');
  mkdirSync(reports, { recursive: true });
  writeFileSync(path.join(scratch, 'exported.txt'), exported);
  const uv = 'uv() { cp exported.txt ci-reports/requirements-installed.txt; }';
  const { status, stdout, stderr } = runProgram(
    'bash',
    ['--noprofile', '--norc', '-euo', 'pipefail', '-c', `${uv}\n${before}`],
    {
      cwd: scratch,
    },
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const read = (name: string) => readFileSync(path.join(reports, name), 'utf8');
  return { audited: read('requirements-audit.txt'), others: read('not-audited.txt'), log: stdout };
}

test('released versions are audited, whatever stands behind them', () => {
  const lines = [
    'requests==2.32.0',
    "tomli==2.0.1 ; python_full_version < '3.11'",
    'uvicorn[standard]==0.30.0',
    'ruamel-yaml-clib == 0.2.8',
  ];
  expect(separated(`${lines.join('\n')}\n`)).toEqual({
    audited: `${lines.join('\n')}\n`,
    others: '',
    log: '',
  });
});

test('what no database can know is named, and does not end the audit of the others', () => {
  const { audited, others, log } = separated(
    [
      '# exported',
      'requests==2.32.0',
      '    # via orders',
      'mylib @ git+https://github.com/acme/mylib@0123456',
      'local-one @ file:///srv/local-one',
      "wheel[x] @ https://example.com/wheel-1.0-py3-none-any.whl ; sys_platform == 'linux'",
      '-e ./packages/member',
      '',
    ].join('\n'),
  );
  expect(audited).toBe('requests==2.32.0\n');
  expect(others).toBe('mylib\nlocal-one\nwheel\n');
  expect(log).toContain(
    'not audited, because they are no released versions: mylib local-one wheel',
  );
});

test('a project without a released dependency has nothing to audit', () => {
  expect(separated('mylib @ git+https://github.com/acme/mylib\n')).toMatchObject({
    audited: '',
    others: 'mylib\n',
  });
});
