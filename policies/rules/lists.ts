import { z } from 'zod';
import actionRuntimesJson from '../data/action-runtimes.json';
import archivedActionsJson from '../data/archived-actions.json';
import cacheActionsJson from '../data/cache-actions.json';
import codeInputsJson from '../data/code-inputs.json';
import compromisedActionsJson from '../data/compromised-actions.json';
import runnerImagesJson from '../data/runner-images.json';
import tokenPatternsJson from '../data/token-patterns.json';

/* What rules know of the world, and from which day: one dated file a list, below policies/data. Names of actions are in lower case. */

const dated = { updated: z.iso.date() };
const sourced = { ...dated, source: z.url() };
const day = z.iso.date();

const compromise = z.strictObject({
  action: z.string(),
  /** Day on which the first malicious ref was published. */
  since: day,
  /** Tags below this version carried malicious code. */
  below: z.string().exactOptional(),
  /** Every tag did. */
  tags: z.literal('all').exactOptional(),
  /** Other refs that did. */
  refs: z.array(z.string()).readonly(),
  advisory: z.string(),
  fix: z.string(),
  source: z.url(),
});

export type Compromise = z.infer<typeof compromise>;

/** Actions whose published refs carried malicious code. */
export const compromisedActions = z
  .strictObject({ ...dated, actions: z.array(compromise) })
  .parse(compromisedActionsJson);

/** Archived repositories of actions, each with what took its place; empty where nothing did. */
export const archivedActions = z
  .strictObject({ ...sourced, actions: z.record(z.string(), z.string()) })
  .parse(archivedActionsJson);

/** Inputs of actions that run their text as code. */
export const codeInputs = z
  .strictObject({ ...sourced, actions: z.record(z.string(), z.array(z.string())) })
  .parse(codeInputsJson);

/** Actions that restore caches, and those that publish releases. */
export const cacheActions = z
  .strictObject({
    ...sourced,
    /** The input that switches the cache off, and its values that do. */
    byDefault: z.record(
      z.string(),
      z.strictObject({ input: z.string(), off: z.array(z.string()) }),
    ),
    /** The input that switches it on. */
    onRequest: z.record(z.string(), z.string()),
    /** Those that have no such input. */
    always: z.array(z.string()),
    publishers: z.array(z.string()),
  })
  .parse(cacheActionsJson);

/** Images of GitHub's runners that have an end. */
export const runnerImages = z
  .strictObject({ ...sourced, images: z.array(z.strictObject({ label: z.string(), until: day })) })
  .parse(runnerImagesJson);

/** Runtimes of JavaScript actions that runners no longer have, with their last day, and the present one. */
export const actionRuntimes = z
  .strictObject({ ...sourced, ended: z.record(z.string(), day), current: z.string() })
  .parse(actionRuntimesJson);

/** Forms of credentials that their issuers publish for scanners: a name and a regular expression. */
export const tokenPatterns = z
  .strictObject({ ...sourced, patterns: z.array(z.tuple([z.string(), z.string()])) })
  .parse(tokenPatternsJson);

/** Every list by what it is of, with the day from which it is. */
export const lists: readonly { readonly name: string; readonly updated: string }[] = [
  { name: 'compromised actions', updated: compromisedActions.updated },
  { name: 'archived actions', updated: archivedActions.updated },
  { name: 'inputs that run as code', updated: codeInputs.updated },
  { name: 'actions that cache', updated: cacheActions.updated },
  { name: 'runner images', updated: runnerImages.updated },
  { name: 'runtimes of actions', updated: actionRuntimes.updated },
  { name: 'token patterns', updated: tokenPatterns.updated },
];
