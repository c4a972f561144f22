import { type PipelineSettings } from '../../config/pipeline-settings';
import { scanReports } from '../../scans/read-scans';
import { attempts, warned, type Script } from './script';
import { report, reportsDirectory } from './reports';
import { shellQuote } from './shell-quote';

const output = report(scanReports.files);

/**
 * Trivy from a container image that its digest names, over the checkout, which it can only read. What it finds is one report;
 * what of it is HIGH or CRITICAL fails the step, or is a warning.
 */
export function fileScanScript({ scans, retries }: PipelineSettings): Script {
  const { image, database, checks, offlineCache } = scans.trivy;
  const isOffline = offlineCache !== undefined;
  const references = [
    ...(database === undefined ? [] : [['TRIVY_DB_REPOSITORY', database] as const]),
    ...(checks === undefined ? [] : [['TRIVY_CHECKS_BUNDLE_REPOSITORY', checks] as const]),
  ];
  const docker = [
    'docker run --rm --volume "$PWD:/scanned:ro" --volume "$cache:/cache" --workdir /scanned',
    ...references.map(([name, value]) => `--env ${name}=${shellQuote(value)}`),
    ...(isOffline ? ['--network none'] : []),
    `${image} "$@" --cache-dir /cache --quiet`,
  ].join(' ');
  const scan = [
    `trivy filesystem --scanners vuln,misconfig,secret --skip-dirs ${reportsDirectory} --format json`,
    ...(isOffline
      ? ['--skip-db-update --skip-java-db-update --skip-check-update --offline-scan']
      : []),
    `. > ${output}`,
  ].join(' ');
  const judge = `trivy convert --severity HIGH,CRITICAL --exit-code 1 --format table ${output}`;
  return [
    'cache="$(mktemp -d)"',
    ...(isOffline ? [`cp -R ${shellQuote(`${offlineCache}/.`)} "$cache"`] : []),
    `trivy() { ${docker}; }`,
    `for attempt in ${attempts(retries.network)}; do`,
    `  if ${scan}; then break; fi`,
    // No report is no result, and never "no finding".
    `  rm -f ${output}`,
    `  if [ "$attempt" -lt ${String(retries.network.attempts)} ]; then sleep ${String(retries.network.delaySeconds)}; fi`,
    'done',
    `[ -s ${output} ]`,
    ...(scans.files === 'enforce'
      ? [judge]
      : warned('Trivy', judge, 'Trivy reports findings (not blocking)')),
  ];
}
