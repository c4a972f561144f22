import * as z from 'zod/mini';
import { daysBetween } from './days';

/** Gates that have a mode, in the order of the pipeline. */
export const gateNames = ['lint', 'format', 'types', 'tests', 'security'] as const;
export type GateName = (typeof gateNames)[number];

/** Strictest first. `new`: what the repository's baseline has does not fail, what is new does. */
export const modeNames = ['enforce', 'new', 'warn', 'off'] as const;
export type ModeName = (typeof modeNames)[number];

/** Modes that a gate can get on a day, in the order in which it gets them. */
export const rampModes = ['new', 'enforce'] as const;

/** The days (UTC) from which on a gate has these modes. */
export type Ramp = Readonly<Partial<Record<(typeof rampModes)[number], string>>>;

/** A mode, and the day (UTC) from which on it holds: `2027-01-15`. */
export interface Stage {
  readonly mode: (typeof rampModes)[number];
  readonly from: string;
}

/** The stages of a ramp that make a gate stricter than its present mode, in the order of their days. */
export function stagesOf(mode: ModeName, ramp: Ramp = {}): readonly Stage[] {
  return rampModes.flatMap((one) => {
    const from = ramp[one];
    const isStricter = modeNames.indexOf(one) < modeNames.indexOf(mode);
    return from !== undefined && isStricter ? [{ mode: one, from }] : [];
  });
}

/** A mode with its stages as one text: `warn then new from 2027-01-15 then enforce from 2027-03-01`. */
export const modeText = (mode: ModeName, stages: readonly Stage[]): string =>
  [mode, ...stages.map((stage) => `${stage.mode} from ${stage.from}`)].join(' then ');

/** What {@link modeText} gives; which days there are is not among it. */
export const modePattern =
  /^(?:(?:enforce|new|warn|off)|(?:new|warn)(?: then new from \d{4}-\d\d-\d\d)?(?: then enforce from \d{4}-\d\d-\d\d)?)$/;

const isDay = (text: string): boolean => z.iso.date().safeParse(text).success;

export const modeTextSchema = z.string().check(
  z.regex(modePattern, 'must be a mode, such as `warn` or `warn then enforce from 2027-01-15`'),
  z.refine((text) => (text.match(/\d{4}-\d\d-\d\d/g) ?? []).every(isDay), 'must have valid days'),
);

/** What a mode with stages means on a day, and what it becomes next. */
export function modeOn(
  text: string,
  today: string,
): {
  readonly mode: ModeName;
  readonly next: (Stage & { readonly daysLeft: number }) | undefined;
} {
  const [present, ...later] = text.split(' then ') as [ModeName, ...string[]];
  const stages = later.map((one) => {
    const [mode, from] = one.split(' from ') as [Stage['mode'], string];
    return { mode, from, daysLeft: daysBetween(today, from) };
  });
  const past = stages.filter(({ daysLeft }) => daysLeft <= 0).at(-1);
  return { mode: past?.mode ?? present, next: stages.find(({ daysLeft }) => daysLeft > 0) };
}
