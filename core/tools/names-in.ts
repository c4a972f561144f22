/** The names of a table, in its order. */
export function namesIn<Name extends string>(
  table: Readonly<Record<Name, unknown>>,
): readonly Name[] {
  return Object.keys(table) as Name[];
}
