import { stableJson, type Json } from '../kernel/stable-json';

/** Whether two values of YAML say the same, whatever the order of their keys. */
export const isSame = (a: unknown, b: unknown): boolean => textOf(a) === textOf(b);

const textOf = (value: unknown): string => (value === undefined ? '' : stableJson(value as Json));
