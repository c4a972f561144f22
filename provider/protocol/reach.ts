/**
 * What the sandbox's providers may contact.
 *
 * - `loopback`: servers of this machine, to read and to write.
 * - `nothing`: a plan works from the program and the state alone.
 * - `read`: the GitHub of the provider, wherever that is, and only to look.
 */
export type Reach = (typeof reaches)[number];

const reaches = ['loopback', 'nothing', 'read'] as const;

/** Environment variable by which whoever starts the providers sets their reach. Default: `loopback`. */
export const reachVariable = 'GATEHOUSE_PROVIDERS_REACH';

/** @throws Error for a word that is no reach. */
export function reachFrom(environment: NodeJS.ProcessEnv): Reach {
  const given = environment[reachVariable] ?? 'loopback';
  const reach = reaches.find((one) => one === given);
  if (reach !== undefined) return reach;
  throw new Error(`${reachVariable}: ${given} is not valid; use ${reaches.join(', ')}`);
}

/** Function of the sandbox's GitHub provider that tells how many requests it has sent while it only reads. */
export const requestsFunction = 'github:sandbox/requests:requests';
