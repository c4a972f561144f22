/** A value that no one changes, down to its last key: what a schema reads is handed on as it is. */
export type Immutable<T> = T extends object ? { readonly [Key in keyof T]: Immutable<T[Key]> } : T;
