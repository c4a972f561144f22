/** The doors of this room: what a Python project is and needs. */
export { detectRepository } from './detect-project';
export type { Fact } from './fact';
export { usesMcp } from './mcp-server';
export type * from './model';
export { directoryOf, type ProjectTree, resolvePath } from './project-tree';
export type { PythonVersion } from './python-versions';
export type * from './surroundings-facts';
export type * from './tool-facts';
