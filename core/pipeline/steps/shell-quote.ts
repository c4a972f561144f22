/**
 * One word of POSIX shell that stands for exactly this text. Text that needs no quotes stays bare for the reader's
 * sake; all else goes between single quotes, inside which the shell expands nothing.
 */
export function shellQuote(text: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A path as an operand: one that starts with a dash would be taken for an option. */
export function shellPath(path: string): string {
  return shellQuote(path.startsWith('-') ? `./${path}` : path);
}
