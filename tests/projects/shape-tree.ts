import { treeOf } from '../../core/project/example-trees';
import { packageManagers } from '../../core/tools/managers';
import { type ProjectTree } from '../../core/project';
import { type Shape } from './shape';

/** The repository of a shape as detection sees it, with an empty lock file. */
export const treeOfShape = ({ files, lock, submodule }: Shape): ProjectTree =>
  treeOf(
    {
      ...files,
      ...(lock === undefined ? {} : { [packageManagers[lock].lockFile]: 'version = 1\n' }),
    },
    submodule === undefined ? [] : [submodule.path],
  );
