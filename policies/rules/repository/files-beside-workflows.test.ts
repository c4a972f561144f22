import { judgeText } from '../../fixtures/judge';
import { dependabotCooldown } from '../hardening/dependabot-cooldown';
import { codeOwners } from './code-owners';

describe('CODEOWNERS', () => {
  test.each<[string, string, readonly string[]]>([
    ['with a line for the folder', '/.github/ @a/b', []],
    ['for everything', '* @a/b', []],
    ['for its files', '.github/** @a/b', []],
    ['for files of a kind', '*.yml @a/b', []],
    ['for the folder of workflows', '/.github/workflows/ a@example.com', []],
    ['for another folder', '/src/ @a/b', ['1:1 .github/ has no owner']],
    ['for files directly in the folder', '/.github/* @a/b', ['1:1 .github/ has no owner']],
    ['empty', '', ['1:1 .github/ has no owner']],
    ['with a comment', '# /.github/ @a/b', ['1:1 .github/ has no owner']],
    ['that takes it away', '* @a/b\n\n/.github/', ['3:1 line 3 takes the owners of .github/ away']],
    ['whose last line counts', '/.github/\n* @a/b # all', []],
  ])('%s', (_, text, expected) => {
    expect(judgeText(codeOwners, text)).toEqual(expected);
  });
});

describe('dependabot.yml', () => {
  const entry = (cooldown: string): string =>
    `version: 2\nupdates:\n  - package-ecosystem: pip\n    directory: /\n${cooldown}`;
  const at = (waits: string) => [`3:5 Dependabot ${waits} before it proposes a release of pip`];
  test.each<[string, string, object, readonly string[]]>([
    ['that waits', '    cooldown: {default-days: 7}\n', {}, []],
    ['that does not', '', {}, at('does not wait')],
    [
      'that waits too few',
      '    cooldown: {default-days: 3}\n',
      {},
      at('waits 3 days, less than 7'),
    ],
    ['that waits enough for the settings', '    cooldown: {default-days: 3}\n', { days: 2 }, []],
    ['that waits for some', '    cooldown: {semver-major-days: 9}\n', {}, at('does not wait')],
    [
      'that waits less for some',
      '    cooldown: {default-days: 9, semver-patch-days: 1}\n',
      {},
      at('waits 1 days, less than 7'),
    ],
  ])('%s', (_, cooldown, settings, expected) => {
    expect(judgeText(dependabotCooldown, entry(cooldown), settings)).toEqual(expected);
  });

  test.each(['', 'updates: 1', '- a', 'updates: [a]'])('%s has no entry', (text) => {
    expect(judgeText(dependabotCooldown, text)).toEqual([]);
  });
});
