import { globMatches } from './protection-pattern';

describe('a pattern of a protection rule', () => {
  test.each<[string, string, boolean]>([
    ['main', 'main', true],
    ['main', 'main2', false],
    ['main', 'domain', false],
    ['*', 'main', true],
    ['*', 'release/1', false],
    ['release/*', 'release/1', true],
    ['release/*', 'release/1/2', false],
    ['release-?', 'release-1', true],
    ['release-?', 'release-10', false],
    ['release?1', 'release/1', false],
    ['v1.0', 'v1x0', false],
    ['a+(b)', 'a+(b)', true],
    ['qa/**/*', 'qa/foo/bar/foobar/hello-world', true],
    ['qa/**/*', 'qa/foo', true],
    ['qa/**/*', 'qa', false],
    ['**/*', 'main', true],
    ['**/main', 'release/main', true],
    ['**/main', 'domain', false],
    ['qa**/**/*', 'qa-1/x/y', true],
    ['qa**/*', 'qa/x/y', false],
    ['qa**/*', 'qa-1', false],
    ['**', 'release/1', false],
    ['v[9-0]', 'v7', false],
    ['[dm]*', 'main', true],
    ['[dm]*', 'develop', true],
    ['[dm]*', 'release', false],
    ['v[0-9]', 'v7', true],
    ['[^m]', '^', true],
    ['[^m]', 'x', false],
    ['a[', 'a[', true],
    ['a[]', 'a[]', true],
  ])('%s covers %s: %j', (pattern, branch, expected) => {
    expect(globMatches(pattern, branch)).toBe(expected);
  });
});
