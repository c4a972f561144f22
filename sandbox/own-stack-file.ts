import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parse, stringify, YAMLParseError } from 'yaml';
import { monitorRegion } from '../core/config/aws-schema';
import { loadStack } from '../core/config/load';
import { type PipelineSettings, pipelineSettings } from '../core/config/pipeline-settings';
import { ProblemsError } from '../core/kernel/problem';
import { SandboxError } from './target';
import { type World } from './world';

/** Settings of a repository as an entry of `repositories` holds them. */
type Entry = Readonly<Record<string, unknown>> & { readonly name: string };

const originLine = '# A clone of ';
const editLine = '# Yours to edit: what you change is kept. As detected: ';

interface Written {
  readonly origin: string;
  readonly body: string;
  /** Whether it is what detection wrote. */
  readonly isDetected: boolean;
}

/** The stack file of a clone, which Gatehouse writes and its user edits. */
export class OwnStackFile {
  constructor(readonly file: string) {}

  /** The repository that the stack is a clone of; undefined when there is no such stack. */
  async origin(): Promise<string | undefined> {
    return (await this.written())?.origin;
  }

  /**
   * Writes the settings that were detected, unless the file was edited.
   *
   * @returns whether the file was edited, and so is kept.
   */
  async keep(origin: string, world: World, entry: Entry): Promise<{ readonly isEdited: boolean }> {
    const written = await this.written();
    if (written !== undefined && !written.isDetected) return { isEdited: true };
    const body = stringify({
      config: {
        'gatehouse:github': { owner: world.owner },
        // In a clone it is safe to show what would become of workflows that are there already.
        'gatehouse:delivery': { mode: 'commit', adopt: true },
        'gatehouse:defaults': { protection: { bypassApps: [world.appId] } },
        'gatehouse:repositories': [entry],
      },
    });
    await mkdir(dirname(this.file), { recursive: true });
    await writeFile(this.file, `${originLine}${origin}\n${editLine}${digest(body)}\n${body}`);
    return { isEdited: false };
  }

  /** The repository's entry as it is there; undefined when a person made something else of the file. @throws {SandboxError} */
  async entry(): Promise<Entry | undefined> {
    const values = await this.values();
    const [first] = (values['repositories'] ?? []) as readonly (Entry | undefined)[];
    return first;
  }

  /** The settings of the repository with nothing left open. @throws {ProblemsError} when the file has problems. */
  async settings(): Promise<PipelineSettings | undefined> {
    const values = Object.entries(await this.values());
    const loaded = loadStack({
      file: this.file,
      values: Object.fromEntries(values.map(([key, value]) => [key, JSON.stringify(value)])),
      isSecret: () => false,
    });
    if (!loaded.ok) throw new ProblemsError(loaded.problems);
    const { aws, github, slack, repositories } = loaded.config;
    const [repository] = repositories;
    return repository === undefined
      ? undefined
      : pipelineSettings(github.owner, repository, slack.webhook !== undefined, monitorRegion(aws));
  }

  private async values(): Promise<Readonly<Record<string, unknown>>> {
    const document = this.parsed(await readFile(this.file, 'utf8'));
    return Object.fromEntries(
      Object.entries(document?.config ?? {}).map(([key, value]) => [
        key.replace(/^gatehouse:/, ''),
        value,
      ]),
    );
  }

  /** @throws {SandboxError} for a file that an edit has made unreadable. */
  private parsed(text: string): { readonly config?: Readonly<Record<string, unknown>> } | null {
    try {
      return parse(text) as ReturnType<OwnStackFile['parsed']>;
    } catch (error) {
      if (!(error instanceof YAMLParseError)) throw error;
      const [what = ''] = error.message.split('\n');
      throw new SandboxError(
        `${this.file}: is not valid YAML: ${what.replace(/:$/, '')}; correct the edit, or delete the file to start over`,
        { cause: error },
      );
    }
  }

  private async written(): Promise<Written | undefined> {
    if (!existsSync(this.file)) return undefined;
    const text = await readFile(this.file, 'utf8');
    const [first = '', second = '', ...rest] = text.split('\n');
    if (!first.startsWith(originLine)) return undefined;
    const body = rest.join('\n');
    return {
      origin: first.slice(originLine.length),
      body,
      isDetected: second === `${editLine}${digest(body)}`,
    };
  }
}

const digest = (body: string): string =>
  createHash('sha256').update(body).digest('hex').slice(0, 16);
