/** Something that was found out about a project, and what it was read from: a file and, where there is one, a key. */
export interface Fact<T> {
  readonly value: T;
  readonly reason: string;
}

export const fact = <T>(value: T, reason: string): Fact<T> => ({ value, reason });
