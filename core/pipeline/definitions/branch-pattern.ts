/**
 * A branch name as a filter that matches this branch alone. Of the characters that mean something in a filter a branch
 * name can hold `+` and a leading `!`; git itself refuses the others.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 */
export function branchPattern(branch: string): string {
  return branch.replace(/^!|\+/g, '\\$&');
}
