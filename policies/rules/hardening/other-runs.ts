/** Actions that can download what another run has uploaded, and the input that names the run. */
export const downloadsOfOtherRuns: ReadonlyMap<string, string> = new Map([
  ['actions/download-artifact', 'run-id'],
  ['dawidd6/action-download-artifact', 'run_id'],
]);
