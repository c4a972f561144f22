import { pins } from './pins';

type Pin = Pick<(typeof pins)[keyof typeof pins], 'name' | 'sha' | 'version'>;

/** The value of `uses:` with its comment, as a workflow written by hand has it. */
const usesLine = ({ name, sha, version }: Pin): string => `${name}@${sha} # ${version}`;

/** Pinned actions for the examples of rules, so that moving a pin changes them too. */
export const pinned = {
  checkout: usesLine(pins.checkout),
  setupPython: usesLine(pins.setupPython),
  downloadArtifact: usesLine(pins.downloadArtifact),
  cache: usesLine({ ...pins.cacheSave, name: 'actions/cache' }),
} as const;
