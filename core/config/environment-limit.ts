import { type Problem } from '../kernel/problem';

/**
 * Bytes that the configuration may take as the environment variable in which the program gets it. Linux allows 128 KiB
 * for one; the rest is for what the engine adds.
 *
 * https://github.com/pulumi/pulumi/issues/8680, https://man7.org/linux/man-pages/man2/execve.2.html
 */
const maximumBytes = 120 * 1024;

/** Refuses a configuration that could not be handed to the program, or nearly. */
export function environmentProblems(
  file: string,
  values: Readonly<Record<string, string>>,
): readonly Problem[] {
  const bytes = environmentBytes(values);
  if (bytes <= maximumBytes) return [];
  const sizes = Object.entries(values).map(
    ([key, value]) => [key, environmentBytes({ [key]: value })] as const,
  );
  const [largest = ['', 0] as const] = sizes.sort(([, one], [, other]) => other - one);
  const [key, size] = largest;
  return [
    {
      code: 'configuration-too-large',
      file,
      path: key,
      message:
        'the configuration is too large: the program gets it as one environment variable, which may have 128 KiB',
      found: `${kibibytes(bytes)} in all, ${kibibytes(size)} of it in this key`,
      allowed: `${kibibytes(maximumBytes)}`,
      remedy: key.endsWith(':repositories')
        ? 'move the repositories into files of their own: `gatehouse config move` (docs/fleet.md)'
        : 'keep less in this key',
    },
  ];
}

/** As the engine writes it, which escapes some characters that JavaScript leaves alone. */
function environmentBytes(values: Readonly<Record<string, string>>): number {
  const json = JSON.stringify(values).replace(/[<>&\u2028\u2029]/g, '\\u0000');
  return new TextEncoder().encode(json).length;
}

function kibibytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024)} KiB`;
}
