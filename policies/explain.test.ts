import { explainRule } from './explain';
import { rules } from './rules';

test.each(rules.map((rule) => [rule.name, rule] as const))(
  '%s: its reason, source, fix, settings and both examples',
  (name, rule) => {
    const text = explainRule(name);
    for (const part of [rule.description, rule.why, rule.remediation, rule.link])
      expect(text).toContain(part);
    const [violates = '', passes = ''] = text.split('\nViolates:\n')[1]?.split('\nPasses:\n') ?? [];
    expect(violates.trim()).not.toBe('');
    expect(passes.trim()).not.toBe('');
    expect(violates).not.toBe(passes);
    expect(text.includes('\nSettings:\n')).toBe(rule.config !== undefined);
  },
);

test.each([
  ['pined-actions', 'pinned-actions'],
  ['webhok', 'webhook-secrets'],
])('of a policy %s that does not exist %s is named', (name, nearest) => {
  expect(() => explainRule(name)).toThrow(`there is no policy ${name}; did you mean ${nearest}?`);
});
