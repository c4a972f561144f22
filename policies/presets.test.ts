import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsOf } from '../core/reading/settings-of';
import { rules } from './rules';

const folder = join(__dirname, 'presets');

describe.each(readdirSync(folder))('%s', (name) => {
  const preset = JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>;

  test('names only rules that exist', () => {
    const names = ['all', ...rules.map((rule) => rule.name)];
    expect(Object.keys(preset).filter((key) => !names.includes(key))).toEqual([]);
  });

  test('gives every rule settings that it accepts, and a level', () => {
    for (const [key, value] of Object.entries(preset)) {
      const rule = rules.find((item) => item.name === key);
      if (typeof value === 'string') {
        expect(['advisory', 'mandatory', 'remediate', 'disabled']).toContain(value);
        continue;
      }
      const { enforcementLevel, ...settings } = value as Record<string, unknown>;
      expect(typeof enforcementLevel).toBe('string');
      if (rule !== undefined) expect(() => settingsOf(rule, settings)).not.toThrow();
    }
  });
});

test('dev never blocks', () => {
  const dev = JSON.parse(readFileSync(join(folder, 'dev.json'), 'utf8')) as unknown;
  expect(dev).toEqual({ all: 'advisory' });
});
