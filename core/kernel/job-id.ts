/** @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_id */
export const jobIdPattern = /^[A-Za-z_][A-Za-z0-9_-]*$/;
