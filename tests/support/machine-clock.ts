import { clockEnvironment } from '../../sandbox/clock-environment';

/** The environment of this process for a child that is to see the machine's own clock, whatever clock this one sees. */
export function machineClockEnvironment(): Readonly<Record<string, string>> {
  const shifted = Object.keys(clockEnvironment());
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || shifted.includes(name) ? [] : [[name, value]],
    ),
  );
}
