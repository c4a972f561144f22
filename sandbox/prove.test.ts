import { exampleSettings } from '../core/pipeline/example-settings';
import { proofText, type ProvenGate, readProof } from './prove';

const names = [
  { id: 'install', title: 'Install' },
  { id: 'lint', title: 'Lint & Format' },
  { id: 'test', title: 'Test Suite' },
  { id: 'build', title: 'Build Packages' },
].map((name) => ({ ...name, gate: name.id, settings: exampleSettings }));

/** As `make --keep-going` prints it. */
const printed = `== Install
-- Install dependencies
Installed 8 packages
== Lint & Format
-- Ruff
All checks passed!
-- Black
would reformat a.py

Oh no! 💥 💔 💥
1 file would be reformatted, 3 files would be left unchanged.
-- Mypy
Found 2 errors in 1 file (checked 3 source files)
Mypy reports errors (not blocking)
ci-preflight: gate Lint & Format failed in: Black
make: *** [ci-preflight-lint] Error 1
== Test Suite
-- Pytest
E   ModuleNotFoundError: No module named 'yaml'
1 error in 0.14s
ci-preflight: gate Test Suite failed in: Pytest
make: *** [ci-preflight-test] Error 1
`;

test('what the preflight printed is read gate by gate and step by step', () => {
  const gates = readProof(printed, names);
  expect(gates.map(({ title, state }) => [title, state])).toEqual([
    ['Install', 'green'],
    ['Lint & Format', 'red'],
    ['Test Suite', 'red'],
    ['Build Packages', 'not run'],
  ]);
  expect(gates[1]?.steps).toMatchObject([
    { step: 'Ruff', blocks: false },
    { step: 'Black', blocks: true, failure: { cause: 'code', count: 1, command: 'black .' } },
    { step: 'Mypy', blocks: false, failure: { cause: 'code', count: 2 } },
  ]);
  expect(gates[1]?.steps[0]).not.toHaveProperty('failure');
});

describe('the proof for a person', () => {
  const text = (gates: readonly ProvenGate[], coverage?: number): string =>
    proofText(
      {
        commit: '0123456789abcdef',
        gates,
        log: '',
        measured: coverage === undefined ? [] : [['gates.coverage', coverage]],
      },
      'Pulumi.local-shop.yaml',
      'shop.log',
    );

  test('names cause, fix, and the setting to change with its value', () => {
    const lines = text(readProof(printed, names));
    expect(lines).toContain('red: Black: the code: 1 file is not formatted; black .');
    expect(lines).toContain('warns: Mypy: the code: 2 type errors; mypy');
    expect(lines).toContain('set `python.dependencies` to ["pyyaml"]');
    expect(lines).toContain('  python:\n    dependencies:\n      - pyyaml');
  });

  const withModes = (modes: typeof exampleSettings) => names.map((name) => ({ ...name, modes }));

  test('proposes a baseline where the code is at fault and the gate enforces', () => {
    const lines = text(readProof(printed, withModes(exampleSettings)));
    // Mypy only warns, and the tests fail for want of a setting.
    expect(lines).toContain('  gates:\n    format: new\n');
    expect(lines).toContain('preflight.mk ci-baseline');
    const warning = {
      ...exampleSettings,
      gates: { ...exampleSettings.gates, format: 'new' as const },
    };
    expect(text(readProof(printed, withModes(warning)))).not.toContain('ci-baseline');
  });

  test('proposes the coverage that was measured once all is green', () => {
    const gates = readProof('== Install\n-- Install dependencies\n', names.slice(0, 1));
    expect(text(gates, 87)).toContain('  gates:\n    coverage: 87\n');
    expect(text(gates)).not.toContain('Settings that would fit');
  });

  test('proposes to enforce what only warns and found nothing, once all is green', () => {
    const [install, lint] = names;
    if (install === undefined || lint === undefined) throw new Error('there are no gates');
    const gates = { ...exampleSettings.gates, lint: 'warn', format: 'warn' } as const;
    const warning = { ...lint, modes: { ...exampleSettings, gates } };
    const passed =
      '== Lint & Format\n-- Ruff\nAll checks passed!\n-- Black\n1 file would be reformatted, 3 files would be left unchanged.\nBlack reports files (not blocking)\n';
    expect(text(readProof(passed, [warning]))).toContain('  gates:\n    lint: enforce\n');
    const alsoRed = `== Install\n-- Install dependencies\nci-preflight: gate Install failed in: Install dependencies\n${passed}`;
    expect(text(readProof(alsoRed, [install, warning]))).not.toContain('enforce');
  });
});

test('a setting of a further project is named by its own path', () => {
  const [gate] = readProof(
    "== Test Suite: api\n-- Pytest\nE   ModuleNotFoundError: No module named 'yaml'\nci-preflight: gate Test Suite: api failed in: Pytest\n",
    [
      {
        id: 'test-api',
        title: 'Test Suite: api',
        gate: 'test',
        settings: exampleSettings,
        key: 'projects.api.',
      },
    ],
  );
  expect(gate).toMatchObject({
    state: 'red',
    steps: [{ failure: { setting: 'projects.api.python.dependencies', value: ['pyyaml'] } }],
  });
});
