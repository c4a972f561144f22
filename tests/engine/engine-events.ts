import { readFileSync } from 'node:fs';

/** What a policy said about a resource, or about the stack. */
export interface LoggedVerdict {
  readonly policy: string;
  readonly level: string;
  readonly urn: string;
  readonly message: string;
}

interface EngineEvent {
  readonly policyEvent?: {
    readonly policyName: string;
    readonly enforcementLevel: string;
    readonly resourceUrn?: string;
    readonly message: string;
  };
}

/** Environment with which the engine offers `--event-log`, the one form of its verdicts that a program can read. */
export const eventLogEnvironment = { PULUMI_DEBUG_COMMANDS: 'true' };

/** The verdicts in an event log of the engine, without the marks for colors. */
export function readVerdicts(file: string): readonly LoggedVerdict[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as EngineEvent)
    .flatMap(({ policyEvent: event }) =>
      event === undefined
        ? []
        : [
            {
              policy: event.policyName,
              level: event.enforcementLevel,
              urn: event.resourceUrn ?? '',
              message: event.message.replace(/<\{%.*?%\}>/g, '').trim(),
            },
          ],
    );
}
