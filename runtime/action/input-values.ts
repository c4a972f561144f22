import * as z from 'zod/mini';
import { english } from '../../core/kernel/english';
import { parseJsonText } from '../../core/kernel/json-text';

/** A number as text, in bounds. */
export const number = (name: string, minimum: number, maximum: number, whole: boolean) =>
  z.pipe(
    z.string(),
    z.transform((text: string, { issues }): number => {
      const value = text.trim() === '' ? Number.NaN : Number(text);
      if (value >= minimum && value <= maximum && (!whole || Number.isInteger(value))) return value;
      const message = `${name} must be a ${whole ? 'whole ' : ''}number from ${minimum} to ${maximum}`;
      issues.push({ code: 'custom', input: text, message });
      return z.NEVER;
    }),
  );

/** JSON as text, in the form of a schema. */
export const json = <T>(schema: z.ZodMiniType<T>) =>
  z.pipe(
    z.string(),
    z.transform((text: string, { issues }): T => {
      let value: unknown;
      try {
        value = parseJsonText(text);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        issues.push({ code: 'custom', input: text, message: `is not JSON: ${error.message}` });
        return z.NEVER;
      }
      const result = schema.safeParse(value, english);
      if (result.success) return result.data;
      for (const { path, message } of result.error.issues) {
        issues.push({ code: 'custom', input: text, path: [...path], message });
      }
      return z.NEVER;
    }),
  );
