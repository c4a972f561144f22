/** Something in a repository that can act there, or that rules it, and that is not the stack's. */
export interface UndeclaredThing {
  /** Such as `workflow .github/workflows/docs.yml`. */
  readonly subject: string;
  /** Changes when the thing does. */
  readonly mark: string;
  readonly details: readonly string[];
  /** As every new repository has it: worth a word once it has changed. */
  readonly isDefault?: true;
  /** The file that it is, to be judged. */
  readonly file?: { readonly path: string; readonly sha: string };
  /** The deploy key that it is, to be judged. */
  readonly deployKey?: { readonly isReadOnly: boolean };
  /** The webhook that it is, to be judged. */
  readonly webhook?: WebhookFact;
}

/** A webhook as the API shows it: a secret by asterisks alone. */
export interface WebhookFact {
  readonly url: string | undefined;
  readonly hasSecret: boolean;
  readonly isInsecure: boolean;
  readonly isActive: boolean;
}

/** Marks of things by their subject, as an earlier look saw them. */
export type Marks = Readonly<Record<string, string>>;

/** A thing that an earlier look did not see, or saw otherwise. */
export interface UndeclaredNews {
  readonly subject: string;
  readonly change: 'undeclared' | 'changed';
  readonly details: readonly string[];
}

/** Whether a look has not seen a thing as it is now. */
export const isNew = (before: Marks, { subject, mark }: UndeclaredThing): boolean =>
  !Object.hasOwn(before, subject) || before[subject] !== mark;

/** What is new or has changed since a look; everything, where there was none. */
export function undeclaredNews(
  things: readonly UndeclaredThing[],
  before: Marks,
): readonly UndeclaredNews[] {
  return things.flatMap((thing): readonly UndeclaredNews[] => {
    const { subject, details } = thing;
    if (!isNew(before, thing)) return [];
    const isKnown = Object.hasOwn(before, subject);
    if (!isKnown && thing.isDefault === true) return [];
    return [{ subject, change: isKnown ? 'changed' : 'undeclared', details }];
  });
}

/** What a look leaves for the next one. */
export function marksOf(things: readonly UndeclaredThing[]): Marks {
  return Object.fromEntries(things.map(({ subject, mark }) => [subject, mark]));
}
