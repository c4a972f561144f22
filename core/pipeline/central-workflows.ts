import { type PipelineSettings } from '../config/pipeline-settings';
import { renderFiles } from './render-files';

/** A central repository with the workflows that repositories call. */
export interface CentralWorkflows extends NonNullable<PipelineSettings['reuse']> {
  /** Texts by path, in order of path. */
  readonly workflows: Readonly<Record<string, string>>;
}

/**
 * The central repositories of pipelines, each with every workflow that one of its callers needs: once, however many call it.
 * What cannot be rendered is left out, and refused where the pipeline itself is made.
 */
export function centralWorkflows(
  pipelines: readonly PipelineSettings[],
): readonly CentralWorkflows[] {
  const found = new Map<string, { central: CentralWorkflows; texts: Map<string, string> }>();
  for (const settings of pipelines) {
    const { reuse } = settings;
    const { called } = renderFiles(settings);
    if (reuse === undefined || called === undefined) continue;
    const key = reuse.repository.toLowerCase();
    const { central, texts } = found.get(key) ?? {
      central: { ...reuse, workflows: {} },
      texts: new Map<string, string>(),
    };
    const twin = texts.get(called.path);
    if (twin !== undefined && twin !== called.content)
      throw new Error(`${called.path} is the name of two different workflows`);
    found.set(key, { central, texts: texts.set(called.path, called.content) });
  }
  return [...found.values()].map(({ central, texts }) => ({
    ...central,
    workflows: Object.fromEntries([...texts].sort(([a], [b]) => (a < b ? -1 : 1))),
  }));
}
