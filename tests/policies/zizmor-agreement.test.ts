import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { checkFile } from '../../policies/check-directory';
import { agreement, type Agreement } from '../../policies/fixtures/agreement';
import { agreementCases } from '../../policies/fixtures/agreement-cases';
import { rules } from '../../policies/rules';
import { type ZizmorFinding } from '../support/linters';

/*
 * zizmor (pedantic, offline) and our rules on the same workflows: the rules' own examples and a corpus of edges. Every
 * case on which they part is named with its reason; a new difference, or one that is gone, fails.
 */

interface Case {
  readonly path: string;
  readonly text: string;
}

const CI = '.github/workflows/ci.yml';

const cases: Readonly<Record<string, Case>> = {
  ...Object.fromEntries(
    rules
      .filter((rule) => rule.scope === 'workflow' || rule.name === 'dependabot-cooldown')
      .flatMap((rule) => {
        const { violates, passes } = rule.example;
        if (typeof violates !== 'string' || typeof passes !== 'string') return [];
        const path = ('examplePath' in rule ? rule.examplePath : undefined) ?? CI;
        // zizmor reads no nested folders of workflows.
        const at = path.startsWith('.github/workflows/') ? CI : path;
        return [
          [`${rule.name} violates`, { path: at, text: violates }],
          [`${rule.name} passes`, { path: at, text: passes }],
        ] as const;
      }),
  ),
  ...Object.fromEntries(
    Object.entries(agreementCases).map(([name, text]) => [name, { path: CI, text }]),
  ),
};
const names = Object.keys(cases);

/** Names of the cases that each audit reports something about. */
function zizmor(): ReadonlyMap<string, ReadonlySet<string>> {
  const program = resolve(__dirname, '..', '..', '.tools', 'bin', 'zizmor');
  if (!existsSync(program)) throw new Error('zizmor is not installed: run make tools');
  const directory = mkdtempSync(join(tmpdir(), 'agreement-'));
  try {
    names.forEach((name, index) => {
      const { path = CI, text = '' } = cases[name] ?? {};
      const file = join(directory, String(index), path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    });
    const options = ['--persona=pedantic', '--offline', '--no-progress', '--no-config'];
    const { stdout, stderr } = spawnSync(program, [...options, '--format=json-v1', '.'], {
      cwd: directory,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    // A case that zizmor cannot read would count as one it has nothing against.
    if (/failed to/.test(stderr)) throw new Error(stderr);
    const found = new Map<string, Set<string>>();
    for (const { ident, locations } of JSON.parse(stdout) as readonly ZizmorFinding[]) {
      const place = locations.find(({ symbolic }) => symbolic.kind === 'Primary') ?? locations[0];
      const file = place?.symbolic.key.Local?.verbatim_path ?? '';
      const index = Number(/^(?:\.\/)?(\d+)\//.exec(file)?.[1]);
      const name = names[index];
      if (name === undefined) throw new Error(`zizmor names no case: ${file}`);
      found.set(ident, (found.get(ident) ?? new Set()).add(name));
    }
    return found;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

let theirs: ReadonlyMap<string, ReadonlySet<string>>;
let ours: ReadonlyMap<string, ReadonlySet<string>>;
beforeAll(() => {
  theirs = zizmor();
  const found = new Map<string, Set<string>>();
  for (const name of names) {
    const { path = CI, text = '' } = cases[name] ?? {};
    for (const { rule } of checkFile(path, text)) {
      found.set(rule, (found.get(rule) ?? new Set()).add(name));
    }
  }
  ours = found;
});

const audits = Object.entries<Agreement>(agreement);

test.each(audits)('%s: the two part where it is said, and nowhere else', (audit, expected) => {
  const reported = theirs.get(audit) ?? new Set<string>();
  const own = new Set(expected.rules.flatMap((rule) => [...(ours.get(rule) ?? [])]));
  expect({
    zizmorOnly: names.filter((name) => reported.has(name) && !own.has(name)).sort(),
    oursOnly: names.filter((name) => own.has(name) && !reported.has(name)).sort(),
  }).toEqual({
    zizmorOnly: Object.keys(expected.zizmorOnly ?? {}).sort(),
    oursOnly: Object.keys(expected.oursOnly ?? {}).sort(),
  });
});

test.each(audits)(
  '%s: some case is reported by both, and some by neither',
  (audit, { rules: of }) => {
    const reported = theirs.get(audit) ?? new Set<string>();
    const own = new Set(of.flatMap((rule) => [...(ours.get(rule) ?? [])]));
    expect(names.filter((name) => reported.has(name) && own.has(name)).length).toBeGreaterThan(0);
    expect(names.filter((name) => !reported.has(name) && !own.has(name)).length).toBeGreaterThan(0);
  },
);

test('every rule that is named exists, and every reason says something', () => {
  const known = rules.map(({ name }) => name);
  for (const [, { rules: of, zizmorOnly = {}, oursOnly = {} }] of audits) {
    expect(known).toEqual(expect.arrayContaining([...of]));
    const reasons = [...Object.values(zizmorOnly), ...Object.values(oursOnly)];
    for (const reason of reasons) expect(reason.length).toBeGreaterThan(20);
  }
});
