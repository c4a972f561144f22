import { styleText } from 'node:util';

/** Colours text, or leaves it alone. */
export type Paint = (
  style: 'green' | 'yellow' | 'red' | 'blue' | 'magenta' | 'dim' | 'bold',
  text: string,
) => string;

/**
 * Colours only for a terminal, and never when NO_COLOR is set to anything.
 *
 * https://no-color.org
 */
export function paintFor(
  stream: { readonly isTTY?: boolean },
  environment: NodeJS.ProcessEnv,
): Paint {
  const off = stream.isTTY !== true || (environment['NO_COLOR'] ?? '') !== '';
  return off
    ? (_style, text) => text
    : (style, text) => styleText(style, text, { validateStream: false });
}
