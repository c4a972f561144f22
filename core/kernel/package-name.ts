/** A distribution's name as indexes compare it. https://packaging.python.org/en/latest/specifications/name-normalization/ */
export const normalName = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');
