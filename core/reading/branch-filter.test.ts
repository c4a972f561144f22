import fc from 'fast-check';
import { matchesFilter } from './branch-filter';
import { branchPattern } from '../pipeline/definitions/branch-pattern';

describe('matchesFilter', () => {
  it.each([
    ['main', ['main'], true],
    ['main', ['develop'], false],
    ['feature/a', ['feature/*'], true],
    ['feature/a/b', ['feature/*'], false],
    ['feature/a/b', ['feature/**'], true],
    ['releases/10', ['releases/[0-9]+'], true],
    ['releases/x', ['releases/[0-9]+'], false],
    ['releases/10-alpha', ['releases/**', '!releases/**-alpha'], false],
    ['a.b', ['a.b'], true],
    ['axb', ['a.b'], false],
    ['c', ['c+'], true],
    ['c+', ['c\\+'], true],
    ['x', ['+'], false],
    ['README.md', ['**/README.md'], true],
    ['js/README.md', ['**/README.md'], true],
    ['js/MYREADME.md', ['**/README.md'], false],
    ['docs/hello.md', ['**/docs/**'], true],
    ['docs/README.md', ['docs/**/*.md'], true],
    ['docs/a/b/file.md', ['docs/**/*.md'], true],
    ['docsfile.md', ['docs/**/*.md'], false],
    ['my-src/code/app.js', ['**/*src/**'], true],
    ['db/sept/migrate-v1.sql', ['**/migrate-*.sql'], true],
    ['src/js/app.js', ['**.js'], true],
    ['js/index.js', ['*.js'], false],
    ['hello/x', ['hello**/x'], true],
    ['hellox', ['hello**/x'], false],
  ])('%s against %j is %s', (branch, patterns, expected) => {
    expect(matchesFilter(branch, patterns)).toBe(expected);
  });

  it('lets a branch pass its own pattern, whatever characters git allows in it', () => {
    const name = fc.stringMatching(/^[a-zA-Z0-9!+@#$%&(){};,.'"/_=|<>-]{1,20}$/);
    fc.assert(
      fc.property(name, (branch) => {
        expect(matchesFilter(branch, [branchPattern(branch)])).toBe(true);
        expect(matchesFilter(`${branch}x`, [branchPattern(branch)])).toBe(false);
      }),
    );
  });
});
