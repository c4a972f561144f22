import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { rulesReference } from './reference';
import { ruleSubjects } from './rules';

const committed = (page: string): string =>
  readFileSync(resolve(__dirname, '..', 'docs', page), 'utf8');
const pages = rulesReference();

test.each(Object.keys(pages))('docs/%s is what make generate writes', (page) => {
  expect(committed(page)).toBe(pages[page]);
});

test('no other page of rules is there', () => {
  const folder = readdirSync(resolve(__dirname, '..', 'docs', 'rules'));
  expect(folder.map((name) => `rules/${name}`).sort()).toEqual(
    Object.keys(pages)
      .filter((page) => page.includes('/'))
      .sort(),
  );
});

test.each(
  Object.entries(ruleSubjects).flatMap(([subject, rules]) =>
    rules.map((rule) => [rule.name, subject, rule] as const),
  ),
)(
  '%s has a section on the page %s with why, source, fix and both examples',
  (name, subject, rule) => {
    const page = committed(`rules/${subject}.md`);
    const from = page.indexOf(`\n## ${name}\n`);
    expect(from).toBeGreaterThan(0);
    const own = page.slice(from + 1).split('\n## ')[0] ?? '';
    expect(own).toContain(rule.why);
    expect(own).toContain(`(${rule.link})`);
    expect(own).toContain(`Fix: ${rule.remediation}`);
    expect(own).toMatch(/Violates:\n\n```(yaml|json)\n[^]+?\n```\n\nPasses:\n\n```(yaml|json)\n/);
  },
);
