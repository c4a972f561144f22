import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { gates } from '../../core/gates/catalogue';
import { type Gate } from '../../core/gates/gate';
import { rules } from '../../policies/rules';

/** Keys of docs/configuration.md, which is generated from the schema, as findings name them: with all that is above them. */
function configurationKeys(): ReadonlySet<string> {
  const text = readFileSync(path.join(__dirname, '../../docs/configuration.md'), 'utf8');
  const keys = new Set<string>();
  let section = '';
  for (const line of text.split('\n')) {
    section = /^## `gatehouse:(\w+)`/.exec(line)?.[1] ?? section;
    const key = /^\| `([^`]+)` \|/.exec(line)?.[1];
    if (key === undefined || section === '') continue;
    // What every repository inherits is named without the section, since a repository may set it too.
    const parts = (section === 'defaults' ? key : `${section}.${key}`).split('.');
    parts.forEach((_part, index) => {
      const whole = parts.slice(0, index + 1).join('.');
      keys.add(whole).add(whole.replace(/\[\]$/, ''));
    });
  }
  return keys;
}

const keys = configurationKeys();
const named = [
  ...rules.map((rule) => [`rule ${rule.name}`, rule.setting] as const),
  ...Object.entries(gates).map(
    ([id, gate]: [string, Gate]) => [`gate ${id}`, gate.setting] as const,
  ),
].filter(([, setting]) => setting !== undefined);

test.each(named)('%s names a configuration key that there is: %s', (_name, setting) => {
  expect(keys).toContain(setting);
});
