/** The part of the action that reads YAML and looks for what is waived: a file of its own beside it, loaded where a repository has waivers. */
export { readWaivers } from '../../core/waivers/read-waivers';
export { waivedOpen } from '../../core/waivers/waived-open';
export { waivedPartsOf } from '../../core/waivers/waived-parts';
