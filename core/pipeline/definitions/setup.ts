import { pins } from '../actions/pins';
import { expression, literal, type Value } from '../model/expression';
import { run, stepOutput, uses, type Declares, type Step } from '../model/step';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { fromRoot } from '../steps/directory';
import { inputs, managerCache } from '../steps/managers';
import { scriptText } from '../steps/script';
import { uvVersion } from '../steps/tool-versions';

/** What a checkout brings beside the files of one commit. */
type CheckoutOptions = Partial<PipelineSettings['checkout']> & {
  readonly ref?: string;
  /** Commits, where the whole history is not wanted; 1 by default. */
  readonly depth?: number;
};

/** Checks the code out without leaving the token behind in `.git/config`. */
export function checkout({ ref, history, depth, submodules, lfs }: CheckoutOptions = {}): Step {
  return uses(pins.checkout, {
    name: 'Check out',
    with: {
      ...(ref === undefined ? {} : { ref }),
      'persist-credentials': false,
      ...(history === true
        ? { 'fetch-depth': 0 }
        : depth === undefined
          ? {}
          : { 'fetch-depth': depth }),
      ...(submodules === true ? { submodules: 'recursive' } : {}),
      ...(lfs === true ? { lfs: true } : {}),
    },
  });
}

/** One level of the cache hierarchy: restored by every job, saved by one job on the default branch only. */
export interface CacheLevel {
  readonly name: string;
  readonly restore: Step &
    Declares<string, 'cache-hit' | 'cache-primary-key' | 'cache-matched-key'>;
  readonly save: readonly Step[];
}

/**
 * The document's cache levels: that of uv, which installs or layers something in every project, and that of the package
 * manager where it has its own. A cache written by a pull request serves nothing but that pull request's re-runs and pushes
 * useful ones over the size limit, so only pushes to the default branch save.
 */
export function cacheLevels(settings: PipelineSettings, python: Value): readonly CacheLevel[] {
  const files = inputs(settings.python).map((file) => fromRoot(settings, file));
  const own = managerCache(settings.python);
  const uv = { name: 'uv', path: '~/.cache/uv' };
  return [
    // What cannot be tidied within seconds is saved as it is: housekeeping is no verdict on the code.
    ...(settings.caches.uv
      ? [cacheLevel(settings, python, uv, files, ['UV_LOCK_TIMEOUT=30 uv cache prune || true'])]
      : []),
    ...(settings.caches.manager && own !== undefined
      ? [cacheLevel(settings, python, own, files, [])]
      : []),
  ];
}

function cacheLevel(
  settings: PipelineSettings,
  python: Value,
  { name, path }: { readonly name: string; readonly path: string },
  files: readonly string[],
  tidy: readonly string[],
): CacheLevel {
  const prefix = `${expression('runner.os')}-py${String(python)}-${name}-`;
  const hash = expression(`hashFiles(${files.map(literal).join(', ')})`);
  const restore = uses(pins.cacheRestore, {
    id: `cache-${name}`,
    name: `Restore ${name} cache`,
    with: {
      path,
      key: prefix + hash,
      // Without Python in the prefix wheels of another version would be restored, and never used.
      'restore-keys': prefix,
    },
  });
  const hit = `steps.${restore.id}.outputs.cache-hit`;
  const condition = expression(
    `github.event_name == 'push' && github.ref == ${literal(`refs/heads/${settings.defaultBranch}`)} && ${hit} != 'true'`,
  );
  const save = uses(pins.cacheSave, {
    name: `Save ${name} cache`,
    if: condition,
    with: { path, key: stepOutput(restore, 'cache-primary-key') },
  });
  const tidyStep = tidy.map((command) =>
    run({ name: `Tidy ${name} cache`, if: condition, run: scriptText(command) }),
  );
  return { name, restore, save: [...tidyStep, save] };
}

/** Python, uv and the caches: what every job that runs the project's code begins with. */
export function environmentSteps(python: Value, caches: readonly CacheLevel[]): readonly Step[] {
  return [
    uses(pins.setupPython, { name: 'Set up Python', with: { 'python-version': python } }),
    uses(pins.setupUv, {
      name: 'Set up uv',
      // The caches are our own steps: their keys and who saves them are part of the architecture.
      with: { version: uvVersion, 'enable-cache': false },
    }),
    ...caches.map((level) => level.restore),
  ];
}
