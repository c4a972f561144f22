/**
 * Names every skipped test, so that nobody takes it for a passed one, and closes the run with one plain line:
 * `N passed, N failed, N skipped`.
 */
class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    const skipped = results.testResults.flatMap((file) =>
      file.testResults.filter((test) => test.status === 'pending').map((test) => test.fullName),
    );
    const broken = results.testResults.filter((file) => file.testExecError !== undefined).length;
    for (const name of skipped) console.log(`skipped: ${name}`);
    console.log(
      `${results.numPassedTests} passed, ${results.numFailedTests + broken} failed, ${skipped.length} skipped`,
    );
  }
}

module.exports = ClosingLineReporter;
