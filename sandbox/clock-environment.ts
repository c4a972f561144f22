/** Variables by which tools/shift-clock.mjs shifts the clock of a process. */
const variables = ['LD_PRELOAD', 'FAKETIME', 'DONT_FAKE_MONOTONIC'];

/**
 * The part of this process's environment that decides which clock it sees, for a child that gets an environment of its own:
 * what parent and child write down of the time has to agree.
 */
export function clockEnvironment(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    variables.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
