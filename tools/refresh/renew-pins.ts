/** A release of an action, with the commit that its tag names. */
export interface Release {
  readonly version: string;
  readonly sha: string;
}

interface Pin extends Release {
  readonly name: string;
}

/** What becomes of a pin. */
export type PinChange =
  /** A newer release of the same major version takes its place. */
  | { readonly kind: 'moved'; readonly from: Pin; readonly to: Release }
  /** A new major version may have other inputs: people look at it. */
  | { readonly kind: 'major'; readonly from: Pin; readonly to: Release };

/** Compares a pin with the newest release; undefined where it is the same, or older. */
export function pinChange(from: Pin, to: Release): PinChange | undefined {
  const [was, is] = [numbersOf(from.version), numbersOf(to.version)];
  if (was === undefined || is === undefined || !isNewer(is, was)) return undefined;
  return { kind: is[0] === was[0] ? 'moved' : 'major', from, to };
}

/** A text with the pins in it moved: commit and version, wherever they are written. */
export function withPins(text: string, changes: readonly PinChange[]): string {
  return changes
    .filter(({ kind }) => kind === 'moved')
    .reduce((result, { from, to }) => {
      // A version alone says nothing: it is moved only beside its commit.
      const beside = new RegExp(`(${escaped(from.version)})(['"],\\s{1,12}['"])${from.sha}`, 'g');
      const comment = new RegExp(`${from.sha}( # )${escaped(from.version)}(?![\\d.])`, 'g');
      return result
        .replace(beside, `${to.version}$2${to.sha}`)
        .replace(comment, `${to.sha}$1${to.version}`)
        .replace(declared(from), (whole) =>
          whole.replace(from.version, to.version).replace(from.sha, to.sha),
        );
    }, text);
}

/** Two constants in a row, as actions of one repository share them. */
const declared = ({ version, sha }: Pin): RegExp =>
  new RegExp(`= '${escaped(version)}';\\n[^\\n]{0,60}= '${sha}'`, 'g');

const escaped = (text: string): string => text.replace(/[.]/g, '\\.');

export function numbersOf(version: string): readonly number[] | undefined {
  const [, numbers] = /^v?(\d+(?:\.\d+)*)$/.exec(version) ?? [];
  return numbers?.split('.').map(Number);
}

export function isNewer(one: readonly number[], other: readonly number[]): boolean {
  for (let index = 0; index < Math.max(one.length, other.length); index += 1) {
    const [a = 0, b = 0] = [one[index], other[index]];
    if (a !== b) return a > b;
  }
  return false;
}
