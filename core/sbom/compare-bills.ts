import { byName, type Bill, type Component } from './bill';

/** A package whose property is another than before. */
export interface Changed {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** What differs between the bills of two releases, each list by name. */
export interface BillChanges {
  readonly added: readonly Component[];
  readonly removed: readonly Component[];
  readonly versions: readonly Changed[];
  readonly licenses: readonly Changed[];
}

/** What a package says of its licence. */
export const licenseOf = ({ license, licenseName }: Component): string =>
  license ?? licenseName ?? 'unknown';

/** New, gone, of another version, of another licence. Equal bills give nothing, and swapping them swaps the directions. */
export function compareBills(before: Bill, after: Bill): BillChanges {
  const [old, present] = [byName(before), byName(after)];
  const names = [...new Set([...old.keys(), ...present.keys()])].sort();
  const both = names.flatMap((name) => {
    const [was, is] = [old.get(name), present.get(name)];
    return was === undefined || is === undefined ? [] : [{ was, is }];
  });
  const changed = (of: (component: Component) => string): readonly Changed[] =>
    both
      .map(({ was, is }) => ({ name: is.name, before: of(was), after: of(is) }))
      .filter((one) => one.before !== one.after);
  return {
    added: names.flatMap((name) => (old.has(name) ? [] : (present.get(name) ?? []))),
    removed: names.flatMap((name) => (present.has(name) ? [] : (old.get(name) ?? []))),
    versions: changed(({ version }) => version),
    licenses: changed(licenseOf),
  };
}

export const isEmpty = ({ added, removed, versions, licenses }: BillChanges): boolean =>
  added.length + removed.length + versions.length + licenses.length === 0;
