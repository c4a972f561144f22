/** Why a step of a gate failed, out of what it printed. */
export type Failure =
  /** The code is at fault: what was found, how much of it, and the command that fixes it or shows it. */
  | {
      readonly cause: 'code';
      readonly what: string;
      readonly count?: number;
      readonly command: string;
    }
  /** What Gatehouse took for true of the project is not: the setting that says so, with the value it should have. */
  | {
      readonly cause: 'setting';
      readonly what: string;
      readonly setting: string;
      /** Absent where only a person can know it. */
      readonly value?: SettingValue;
    }
  /** Neither: the network, or the machine that it ran on. */
  | { readonly cause: 'machine'; readonly what: string };

export type SettingValue = string | number | boolean | readonly (string | number)[];

/** A step that failed. */
export interface FailedStep {
  /** `install`, or the id of the gate. */
  readonly gate: string;
  readonly step: string;
  /** All that it printed. */
  readonly output: string;
}

/** What a diagnosis needs to know of the settings that the step ran with. */
export interface Tried {
  readonly python: {
    readonly sources: readonly string[];
    readonly tests: readonly string[];
    readonly groups: readonly string[];
    readonly extras: readonly string[];
    readonly requirements: readonly string[];
    readonly dependencies: readonly string[];
  };
  readonly gates: { readonly coverage: number };
  readonly surroundings: {
    readonly systemPackages: readonly string[];
    readonly setup: readonly string[];
  };
}

/** Looks for its own kind of failure. */
export type Diagnose = (output: string, tried: Tried) => Failure | undefined;

export const code = (what: string, command: string, count?: number): Failure => ({
  cause: 'code',
  what,
  command,
  ...(count === undefined ? {} : { count }),
});

export const setting = (what: string, path: string, value?: SettingValue): Failure => ({
  cause: 'setting',
  what,
  setting: path,
  ...(value === undefined ? {} : { value }),
});

/** A package of the system beside those there are; one that the settings have is missing on this machine only. */
export const systemPackage = (what: string, name: string, { surroundings }: Tried): Failure =>
  surroundings.systemPackages.includes(name)
    ? { cause: 'machine', what: `${what}; install it here: sudo apt-get install ${name}` }
    : setting(what, 'surroundings.systemPackages', [...surroundings.systemPackages, name]);

/** `1 file`, `2 files` */
export const counted = (count: number, one: string, several = `${one}s`): string =>
  `${String(count)} ${count === 1 ? one : several}`;

/** The first group of a pattern, of its last match in a text: a summary comes at the end. */
export const last = (text: string, pattern: RegExp): string | undefined =>
  [...text.matchAll(pattern)].at(-1)?.[1];

/** The same failure in a further project: its settings have a longer path. @param key `projects.api.` */
export const failureOf = (key: string, failure: Failure): Failure =>
  failure.cause === 'setting' ? { ...failure, setting: key + failure.setting } : failure;

/** A failure in one line: whose fault it is, what is wrong, and what to do. */
export function failureText(failure: Failure): string {
  switch (failure.cause) {
    case 'code':
      return `${failure.what}; ${failure.command}`;
    case 'setting':
      return `${failure.what}; set \`${failure.setting}\`${failure.value === undefined ? '' : ` to ${JSON.stringify(failure.value)}`}`;
    case 'machine':
      return failure.what;
  }
}
