import { type RetrySettings } from '../../config/pipeline-settings';
import { report } from './reports';

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

/** What an attempt printed; hidden, so that it is not uploaded. */
const attemptLog = report('.attempt.log');

/** What package managers print when the network failed them, and not the project. */
const networkFailure =
  'time(d)?[ -]?out|connection|\\bnetwork\\b|name resolution|resolve host|temporary|unreachable|broken pipe|\\b(tls|ssl)\\b|(failed|unable) to (fetch|download)|sending request|\\b(429|500|502|503|504)\\b';

/**
 * Repeats commands that need the network, where it was the network that failed: a project that does not install will not
 * install the third time. Unlike the short form `for …; do x && break || sleep 5; done`, which ends well when the last
 * attempt failed, this one fails then.
 */
export function retry(
  network: RetrySettings['network'],
  title: string,
  commands: Script,
  otherwise: Script = [
    remark('error', title, `failed at attempt $attempt of ${String(network.attempts)}`),
    'exit 1',
  ],
): Script {
  return [
    `for attempt in ${attempts(network)}; do`,
    `  if { ${commands.join(' && ')}; } 2>&1 | tee ${attemptLog}; then break; fi`,
    `  if [ "$attempt" -eq ${String(network.attempts)} ] || ! grep -qiE '${networkFailure}' ${attemptLog}; then`,
    ...indent(indent(otherwise)),
    '  else',
    `    sleep ${String(network.delaySeconds)}`,
    '  fi',
    'done',
  ];
}

/** Shell condition: there is a Node that the bundled action runs on. */
export const hasNode =
  "node --eval 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2> /dev/null";

/** `1 2 3` */
export function attempts(network: RetrySettings['network']): string {
  return Array.from({ length: network.attempts }, (_, index) => String(index + 1)).join(' ');
}

/** Runs a command whose failure leaves a warning. */
export function warned(title: string, command: string, warning: string): Script {
  return [
    'status=0',
    `${command} || status=$?`,
    'if [ "$status" -ne 0 ]; then',
    `  ${remark('warning', title, warning)}`,
    'fi',
  ];
}
