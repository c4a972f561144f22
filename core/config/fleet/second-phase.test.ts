import { requireChecks } from './second-phase';

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
  expect(requireChecks('f.yaml', text, 'Orders', [])).toEqual({
    ok: true,
    text: text.replace('    # Not yet required.\n    protection:\n      kind: none\n', ''),
  });
});

it('keeps other keys of the protection, and adds to what is replaced', () => {
  expect(requireChecks('f.yaml', text, 'billing', ['new.yml', 'old.yml'])).toEqual({
    ok: true,
    text: text
      .replace('{ kind: none, approvals: 2 }', '{ approvals: 2 }')
      .replace('    replaces: [old.yml]\n', '    replaces:\n      - old.yml\n      - new.yml\n'),
  });
});

it('lists what is replaced below the entry', () => {
  expect(requireChecks('f.yaml', text, 'orders', ['old.yml'])).toEqual({
    ok: true,
    text: text
      .replace('    # Not yet required.\n    protection:\n      kind: none\n', '')
      .replace('[develop]\n', '[develop]\n    replaces:\n      - old.yml\n'),
  });
});

it.each([
  ['another', 'has no entry here'],
  ['orders', 'is not in the first phase (`protection.kind: none`)'],
])('refuses %s', (name, message) => {
  const second = text.replace('      kind: none\n', '      approvals: 1\n');
  expect(requireChecks('f.yaml', second, name, [])).toMatchObject({
    ok: false,
    problems: [{ file: 'f.yaml', path: name, message }],
  });
});
