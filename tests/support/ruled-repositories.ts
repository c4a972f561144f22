import { type Rule } from '../../sandbox/github/state';
import { openTestWorld, type TestWorld } from '../sandbox/test-world';

/** Repositories on one sandbox, each with rules that someone other than the stack has set. */
export interface RuledRepositories {
  /** There from the first test to the last. */
  readonly world: TestWorld;
  /** A new repository with these files, which may be followed by {@link addRuleset}; gives its name. */
  make(files: Readonly<Record<string, string>>): Promise<string>;
  /** An active ruleset for the branch main, which nobody may bypass; gives its id. */
  addRuleset(repository: string, name: string, rules: readonly Rule[]): number;
}

/**
 * A sandbox for all tests of a file, which is held to GitHub's schemas at the end. To be called at the top of the file.
 *
 * @param prefix what the repositories are called, before a number.
 */
export function ruledRepositories(prefix: string): RuledRepositories {
  let opened: TestWorld | undefined;
  let repositories = 0;
  let rulesets = 40;
  const world = (): TestWorld => {
    if (opened === undefined) throw new Error('the sandbox is opened before the first test');
    return opened;
  };
  beforeAll(async () => {
    opened = await openTestWorld();
  });
  afterAll(async () => {
    const { violations } = world().github;
    await world().dispose();
    expect(violations).toEqual([]);
  });
  return {
    get world() {
      return world();
    },
    make: async (files) => {
      repositories += 1;
      const name = `${prefix}-${String(repositories)}`;
      await world().make(name, files);
      return name;
    },
    addRuleset: (repository, name, rules) => {
      rulesets += 1;
      const { github, owner } = world();
      github.world.required(owner, repository).rulesets.push({
        ...{ id: rulesets, name, target: 'branch', enforcement: 'active', bypass_actors: [] },
        conditions: { ref_name: { include: ['refs/heads/main'], exclude: [] } },
        rules: [...rules],
        ...{ createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z' },
      });
      return rulesets;
    },
  };
}
