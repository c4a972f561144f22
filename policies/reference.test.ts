import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { rulesReference } from './reference';
import { rules } from './rules';

const committed = readFileSync(resolve(__dirname, '..', 'docs', 'rules.md'), 'utf8');

test('docs/rules.md is what make generate writes', () => {
  expect(committed).toBe(rulesReference());
});

test.each(rules.map((rule) => [rule.name, rule] as const))(
  '%s is there with why, source, fix and both examples',
  (name, rule) => {
    const from = committed.indexOf(`\n### ${name}\n`);
    expect(from).toBeGreaterThan(0);
    const section = committed.slice(from + 1).split(/\n##? /)[0] ?? '';
    const own = section.split('\n### ')[0] ?? '';
    expect(own).toContain(rule.why);
    expect(own).toContain(`(${rule.link})`);
    expect(own).toContain(`Fix: ${rule.remediation}`);
    expect(own).toMatch(/Violates:\n\n```(yaml|json)\n[^]+?\n```\n\nPasses:\n\n```(yaml|json)\n/);
  },
);
