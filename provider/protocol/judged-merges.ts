/**
 * Environment variable by which whoever starts the plugin says that it judges which pull requests the rules of a branch let
 * through, so that a preview need not read the rules too. The embedded host does before an update: it knows the rules that the
 * stack is about to change, and the plugin does not. Set: `1`.
 */
export const mergesJudgedVariable = 'GATEHOUSE_MERGES_JUDGED';
