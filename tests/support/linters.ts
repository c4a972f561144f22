import * as path from 'node:path';
import { type ToolFinding } from '../../core/readiness/facts';
import { runTool } from './tools';

interface ActionlintError {
  readonly filepath: string;
  readonly line: number;
  readonly kind: string;
  readonly message: string;
}

/** What actionlint, with shellcheck, reports about workflow files, by its kind; paths are relative to the directory. */
export function actionlint(directory: string, files: readonly string[]): readonly ToolFinding[] {
  const { status, stdout, stderr } = runTool('actionlint', ['-format', '{{json .}}', ...files], {
    cwd: directory,
  });
  if (status !== 0 && status !== 1) throw new Error(`actionlint could not run: ${stderr}`);
  const errors = JSON.parse(stdout) as readonly ActionlintError[];
  return errors.map(({ filepath, line, kind, message }) => ({
    file: filepath,
    line,
    rule: kind,
    message,
  }));
}

export interface ZizmorAnswer {
  readonly findings: readonly ToolFinding[];
  /** Findings that a comment in a file tells zizmor to ignore. */
  readonly ignored: number;
}

/** A result of zizmor's `json-v1`, as far as it is read here. */
export interface ZizmorFinding {
  readonly ident: string;
  readonly desc: string;
  readonly locations: readonly {
    readonly symbolic: {
      readonly kind: string;
      readonly key: { readonly Local?: { readonly verbatim_path: string } };
    };
    readonly concrete: { readonly location: { readonly start_point: { readonly row: number } } };
  }[];
}

/** What zizmor has to say, at its pedantic level and without network, about everything below a directory. */
export function zizmor(directory: string): ZizmorAnswer {
  const options = [
    '--persona=pedantic',
    '--offline',
    '--no-progress',
    '--no-config',
    '--color=never',
  ];
  const answer = runTool('zizmor', [...options, '--format=json-v1', '.'], { cwd: directory });
  if (answer.status === null || answer.status === 1 || answer.status === 2) {
    throw new Error(`zizmor could not run: ${answer.stderr}`);
  }
  const findings = (JSON.parse(answer.stdout) as readonly ZizmorFinding[]).map(
    ({ ident, desc, locations }) => {
      const place = locations.find(({ symbolic }) => symbolic.kind === 'Primary') ?? locations[0];
      return {
        file: path.normalize(place?.symbolic.key.Local?.verbatim_path ?? ''),
        line: (place?.concrete.location.start_point.row ?? 0) + 1,
        rule: ident,
        message: desc,
      };
    },
  );
  // Only the text form counts what was ignored.
  const text = runTool('zizmor', [...options, '--format=plain', '.'], { cwd: directory });
  const count = /\((?:[^()]*?)(\d+) ignored/.exec(text.stdout)?.[1];
  return { findings, ignored: Number(count ?? 0) };
}
