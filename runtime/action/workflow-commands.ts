import { logText, visible } from '../../core/kernel/foreign-text';
import type { Problem } from '../../core/kernel/problem';
import { formatProblem } from '../../core/kernel/problem';

/**
 * GitHub's workflow commands and environment files, as far as the action needs them. `@actions/core` brings an HTTP
 * client and OIDC along, which would double the bundle.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export interface WorkflowCommands {
  error(problem: Problem): void;
  warning(message: string): void;
  notice(message: string): void;
  info(message: string): void;
  /** Hides a value in the log from here on. */
  mask(value: string): void;
  setOutput(name: string, value: string): Promise<void>;
  appendSummary(markdown: string): Promise<void>;
}

export interface CommandFiles {
  readonly output: string | undefined;
  readonly summary: string | undefined;
}

/** A step's summary may have one mebibyte; beyond it the upload fails. */
const maximumSummaryBytes = 1024 * 1024;

/** Outside GitHub Actions (`annotate` false) problems are plain lines; outputs and summary have nowhere to go. */
export function workflowCommands(
  write: (line: string) => void,
  files: CommandFiles,
  annotate: boolean,
): WorkflowCommands {
  const annotation = (kind: 'error' | 'warning' | 'notice', message: string, place = ''): void => {
    const text = visible(message);
    write(annotate ? `::${kind}${place}::${escapeData(text)}` : `${kind}: ${text}`);
  };
  return {
    error: (problem) => {
      annotation('error', formatProblem(problem), placeOf(problem));
    },
    warning: (message) => {
      annotation('warning', message);
    },
    notice: (message) => {
      annotation('notice', message);
    },
    info: (message) => {
      write(annotate ? logText(message) : visible(message));
    },
    mask: (value) => {
      if (annotate && value !== '') write(`::add-mask::${escapeData(value)}`);
    },
    setOutput: async (name, value) => {
      if (files.output === undefined || files.output === '') return;
      // A random delimiter, so that no value can end its own block and set another output.
      const { appendFile } = await import('node:fs/promises');
      const delimiter = `gatehouse_${crypto.randomUUID()}`;
      await appendFile(files.output, `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
    },
    appendSummary: async (markdown) => {
      if (files.summary === undefined || files.summary === '') return;
      const { appendFile } = await import('node:fs/promises');
      const bytes = Buffer.from(markdown);
      const cut = bytes.subarray(0, maximumSummaryBytes - 1024).toString('utf8');
      await appendFile(
        files.summary,
        bytes.length < maximumSummaryBytes ? markdown : `${cut}\n\n(cut: over the size limit)\n`,
      );
    },
  };
}

function placeOf(problem: Problem): string {
  const properties = [
    problem.file === undefined ? undefined : `file=${escapeProperty(problem.file)}`,
    problem.line === undefined ? undefined : `line=${problem.line}`,
    problem.line === undefined || problem.column === undefined
      ? undefined
      : `col=${problem.column}`,
  ].filter((property) => property !== undefined);
  return properties.length === 0 ? '' : ` ${properties.join(',')}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
