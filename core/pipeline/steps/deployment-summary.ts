import { type Script } from './script';

/**
 * Says in the run's summary what was deployed where, and what became of it. `STATUS` is the job's, `CHANGE` and `ROLLBACK`
 * are the outcomes of the first command and of the rollback, and `RESTORED` is false where a check after that failed.
 */
export const deploymentSummary: Script = [
  'if [ "$STATUS" = success ]; then',
  '  verdict="✅ deployed"',
  'elif [ "$CHANGE" = skipped ]; then',
  '  verdict="⏸️ not deployed: nothing was changed"',
  'elif [ "$ROLLBACK" != success ]; then',
  '  verdict="❌ not rolled back: restore what ran before by hand"',
  'elif [ "$RESTORED" = false ]; then',
  '  verdict="❌ rolled back, and what ran before does not answer as it did"',
  'else',
  '  verdict="↩️ rolled back"',
  'fi',
  '{',
  '  echo "| environment | commit | version | digest | canary | verdict |"',
  '  echo "| --- | --- | --- | --- | --- | --- |"',
  '  echo "| $ENVIRONMENT | $COMMIT | ${VERSION:-–} | $DIGEST | ${DECISION:-–} | $verdict |"',
  '} >> "$GITHUB_STEP_SUMMARY"',
];
