import { type Enforcement, type RetrySettings } from '../../config/pipeline-settings';

/** Lines of a bash script; joined, they are a step's `run`. */
export type Script = readonly string[];

/** The text of a step from its lines. */
export function scriptText(...lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

export function indent(lines: Script): Script {
  return lines.map((line) => (line === '' ? line : `  ${line}`));
}

/** A remark in the log: an annotation on GitHub, plain text on a developer's machine. */
export function remark(level: 'warning' | 'error', title: string, text: string): string {
  return `echo "\${GITHUB_ACTIONS:+::${level} title=${title}::}${text}"`;
}

/**
 * Repeats commands that need the network. Unlike the short form `for …; do x && break || sleep 5; done`, which ends
 * well when the last attempt failed, this one fails then.
 */
export function retry(
  network: RetrySettings['network'],
  title: string,
  commands: Script,
  otherwise: Script = [
    remark('error', title, `failed ${String(network.attempts)} times, giving up`),
    'exit 1',
  ],
): Script {
  return [
    `for attempt in ${attempts(network)}; do`,
    `  if ${commands.join(' && ')}; then break; fi`,
    `  if [ "$attempt" -eq ${String(network.attempts)} ]; then`,
    ...indent(indent(otherwise)),
    '  else',
    `    sleep ${String(network.delaySeconds)}`,
    '  fi',
    'done',
  ];
}

/** `1 2 3` */
export function attempts(network: RetrySettings['network']): string {
  return Array.from({ length: network.attempts }, (_, index) => String(index + 1)).join(' ');
}

/** Runs a command whose failure is the verdict: it ends the step (`enforce`) or leaves a warning (`warn`). */
export function verdict(
  enforcement: Enforcement,
  title: string,
  command: string,
  warning: string,
): Script {
  if (enforcement === 'enforce') return [command];
  return [
    'status=0',
    `${command} || status=$?`,
    'if [ "$status" -ne 0 ]; then',
    `  ${remark('warning', title, warning)}`,
    'fi',
  ];
}
