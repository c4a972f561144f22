/** The part of the action that reads YAML: a file of its own beside it, loaded where a repository has waivers. */
export { readWaivers } from '../../core/waivers/read-waivers';
