/** `a, b or c` */
export const oneOf = (names: readonly string[]): string =>
  names.join(', ').replace(/, ([^,]*)$/, ' or $1');
