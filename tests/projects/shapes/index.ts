import { type Shape } from '../shape';
import { byHatch } from './hatch';
import { locked } from './locked';
import { inDirectories } from './places';
import { bySurroundings } from './surroundings';
import { byTools } from './tools';
import { unlocked } from './unlocked';
import { withoutBackend } from './without-backend';

/** A project of each shape. */
export const shapes: readonly Shape[] = [
  ...locked,
  ...unlocked,
  withoutBackend,
  ...byTools,
  ...byHatch,
  ...bySurroundings,
  ...inDirectories,
];
