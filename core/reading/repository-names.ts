/** Bare and full names of one repository are equal when one of the owners is not known. */
export function sameRepository(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  if (a.includes('/') && b.includes('/')) return a.toLowerCase() === b.toLowerCase();
  return bareName(a) === bareName(b);
}

/** Finds what belongs to a repository without looking at every other one: a fleet has thousands. */
export class RepositoryIndex<T> {
  private readonly byName = new Map<string, { readonly repository: string; readonly item: T }[]>();

  constructor(items: Iterable<T>, repositoryOf: (item: T) => string | undefined) {
    for (const item of items) {
      const repository = repositoryOf(item);
      if (repository === undefined) continue;
      const name = bareName(repository);
      const entries = this.byName.get(name);
      if (entries === undefined) this.byName.set(name, [{ repository, item }]);
      else entries.push({ repository, item });
    }
  }

  of(repository: string | undefined): readonly T[] {
    if (repository === undefined) return [];
    return (this.byName.get(bareName(repository)) ?? []).flatMap((entry) =>
      sameRepository(entry.repository, repository) ? [entry.item] : [],
    );
  }
}

function bareName(repository: string): string {
  return repository.slice(repository.lastIndexOf('/') + 1).toLowerCase();
}
