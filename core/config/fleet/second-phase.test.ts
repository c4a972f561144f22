import { requireChecks, type SecondPhase } from './second-phase';

const phase = (more: Partial<SecondPhase> = {}): SecondPhase => ({
  replaces: [],
  replacesJobs: {},
  dependabot: false,
  ...more,
});

const text = `# Ours
groups:
  base: &base
    branches: [ 'develop' ]
repositories:
  - name: orders # first
    # Not yet required.
    protection:
      kind: none
    branches: [develop]
  - name: billing
    protection: { kind: none, approvals: 2 }
    replaces: [old.yml]
    gates: { coverage: 80 } # measured
`;

it('takes the first phase out of one entry, and leaves the rest', () => {
  expect(requireChecks('f.yaml', text, 'Orders', phase())).toEqual({
    ok: true,
    text: text.replace('    # Not yet required.\n    protection:\n      kind: none\n', ''),
  });
});

it('keeps other keys of the protection, and adds to what is replaced', () => {
  expect(
    requireChecks('f.yaml', text, 'billing', phase({ replaces: ['new.yml', 'old.yml'] })),
  ).toEqual({
    ok: true,
    text: text
      .replace('{ kind: none, approvals: 2 }', '{ approvals: 2 }')
      .replace('    replaces: [old.yml]\n', '    replaces:\n      - old.yml\n      - new.yml\n'),
  });
});

it('lists what is replaced below the entry', () => {
  expect(requireChecks('f.yaml', text, 'orders', phase({ replaces: ['old.yml'] }))).toEqual({
    ok: true,
    text: text
      .replace('    # Not yet required.\n    protection:\n      kind: none\n', '')
      .replace('[develop]\n', '[develop]\n    replaces:\n      - old.yml\n'),
  });
});

const withoutFirst = (source: string): string =>
  source.replace('    # Not yet required.\n    protection:\n      kind: none\n', '');

it('lists jobs that are replaced, behind those that are listed already', () => {
  const before = text.replace('[develop]\n', '[develop]\n    replacesJobs: { a.yml: [lint] }\n');
  const replacesJobs = { 'b.yml': ['test', 'docs'], 'a.yml': ['lint', 'types'] };
  expect(requireChecks('f.yaml', text, 'orders', phase({ replacesJobs }))).toEqual({
    ok: true,
    text: withoutFirst(text).replace(
      '[develop]\n',
      '[develop]\n    replacesJobs:\n      b.yml: [test, docs]\n      a.yml: [lint, types]\n',
    ),
  });
  expect(requireChecks('f.yaml', before, 'orders', phase({ replacesJobs }))).toEqual({
    ok: true,
    text: withoutFirst(before).replace(
      '    replacesJobs: { a.yml: [lint] }\n',
      '    replacesJobs:\n      a.yml: [lint, types]\n      b.yml: [test, docs]\n',
    ),
  });
});

it.each([
  ['as the only key', '    dependabot:\n      enabled: false\n', ''],
  [
    'beside others',
    '    dependabot:\n      enabled: false\n      interval: daily\n',
    '    dependabot:\n      interval: daily\n',
  ],
  [
    'in braces',
    '    dependabot: { enabled: false, interval: daily }\n',
    '    dependabot: { interval: daily }\n',
  ],
])('lets Dependabot’s entries be delivered: %s', (_where, lines, rest) => {
  const before = text.replace('[develop]\n', `[develop]\n${lines}`);
  const after = (dependabot: boolean) =>
    requireChecks('f.yaml', before, 'orders', phase({ dependabot }));
  expect(after(true)).toEqual({ ok: true, text: withoutFirst(before).replace(lines, rest) });
  expect(after(false)).toEqual({ ok: true, text: withoutFirst(before) });
});

it('leaves an entry as it is that never kept Dependabot’s entries back', () => {
  const asked = phase({ dependabot: true });
  expect(requireChecks('f.yaml', text, 'orders', asked)).toEqual({
    ok: true,
    text: withoutFirst(text),
  });
});

it('names what to list by hand where lines cannot be changed', () => {
  const flow = 'repositories: [{ name: orders, protection: { kind: none } }]\n';
  const asked = phase({ replaces: ['old.yml'], replacesJobs: { 'a.yml': ['lint', 'test'] } });
  expect(requireChecks('f.yaml', flow, 'orders', asked)).toMatchObject({
    ok: false,
    problems: [
      {
        message: 'cannot be changed line by line',
        remedy:
          'take `protection.kind` out by hand, and list in `replaces`: old.yml; in `replacesJobs`: a.yml: lint, test',
      },
    ],
  });
});

it.each([
  ['another', 'has no entry here'],
  ['orders', 'is not in the first phase (`protection.kind: none`)'],
])('refuses %s', (name, message) => {
  const second = text.replace('      kind: none\n', '      approvals: 1\n');
  expect(requireChecks('f.yaml', second, name, phase())).toMatchObject({
    ok: false,
    problems: [{ file: 'f.yaml', path: name, message }],
  });
});
