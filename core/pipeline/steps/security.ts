import { jobTitles } from '../job-titles';
import { type PipelineSettings } from '../../config/pipeline-settings';
import { portableStep, type JobSteps, type PortableStep } from './job-steps';
import { judged, judgement, mayExcuse } from './judged';
import { manager } from './managers';
import { rampScript } from './ramp-script';
import { scanReports } from '../../scans/read-scans';
import { report } from './reports';
import { attempts, indent, remark, retry, scriptText, type Script } from './script';
import { shellPath } from './shell-quote';
import { toolchain } from './toolchain';

const installedRequirements = report('requirements-installed.txt');
const auditedRequirements = report('requirements-audit.txt');
const notAudited = report('not-audited.txt');

/** A released version, which a vulnerability database can know: `name==1.0`, with extras and markers. */
const released = '^[A-Za-z0-9][A-Za-z0-9._-]*(\\[[^]]*\\])?[[:space:]]*==';

/**
 * pip-audit looks up released versions alone; one package from a repository, a path or a URL would end the whole audit. So
 * those are taken out and named: not audited is not the same as safe.
 */
const separate: Script = [
  `grep -E '${released}' ${installedRequirements} > ${auditedRequirements} || true`,
  `sed -E '/${released}/d; /^[[:space:]]*(#|-|$)/d; s/[[:space:]]*(@|\\[|;).*//' ${installedRequirements} > ${notAudited}`,
  `if [ -s ${notAudited} ]; then`,
  `  ${remark('warning', 'pip-audit', `not audited, because they are no released versions: $(tr '\\n' ' ' < ${notAudited})`)}`,
  'fi',
];

/**
 * Quality gate 3. With `security: warn` the steps report and succeed, so that the job itself succeeds and everything
 * that needs it runs; with `enforce` they fail on a HIGH finding of Bandit, on a known vulnerability of a dependency
 * (neither database tells pip-audit a severity, so none is waved through), and on conflicting dependencies.
 * With a ramp they do from its days on.
 */
export function securitySteps(settings: PipelineSettings): JobSteps {
  return {
    id: 'security',
    title: jobTitles.security,
    steps: [
      bandit(settings),
      ...ruffSecurity(settings),
      audit(settings, 'pip-audit', 'pip-audit', [
        manager(settings.python).freeze(settings.python, installedRequirements),
        ...separate,
      ]),
      pipCheck(settings),
      audit(settings, 'CVE scan', 'cve', [], 'osv'),
      outdated(settings),
    ],
  };
}

/** Bandit reads `.bandit` by itself only inside a scanned directory, so the one in the root is named. */
function bandit(settings: PipelineSettings): PortableStep {
  return portableStep('Bandit', scriptText(...rampScript(settings, 'security', banditScript)));
}

function banditScript(settings: PipelineSettings): Script {
  const sources = settings.python.sources.map(shellPath).join(' ');
  const scan = (severity: string, output: string): string =>
    `${toolchain(settings).tool('bandit')} --recursive ${sources} \${ini:+--ini "$ini"} --severity-level ${severity} --confidence-level medium --quiet ${output}`;
  const { security: mode } = settings.gates;
  const blocks = mode === 'enforce' || mode === 'new';
  return [
    'ini=',
    'if [ -f .bandit ]; then ini=.bandit; fi',
    `${scan('medium', `--format json --output ${report('bandit.json')} --exit-zero`)}`,
    ...(mode === 'enforce' ? [`${scan('medium', '--format txt --exit-zero')}`] : []),
    ...(blocks ? ['# Medium findings are reported; a high one fails the gate.'] : []),
    ...judged(settings, {
      ...{ mode, tool: 'bandit', title: 'Bandit' },
      command: scan(blocks ? 'high' : 'medium', '--format txt'),
      quiet: `${scan('high', '--format txt')} > /dev/null`,
      warning: 'Bandit reports findings (not blocking)',
    }),
  ];
}

/** Whether Ruff's security rules run too: where Ruff is the linter, and what they find is reported. */
export const runsRuffSecurity = ({ checks, scans }: PipelineSettings): boolean =>
  checks.linter === 'ruff' && scans.codeScanning !== 'off';

/** What Ruff finds beside Bandit, for code scanning alone; the gate is Bandit's. https://docs.astral.sh/ruff/rules/ */
function ruffSecurity(settings: PipelineSettings): readonly PortableStep[] {
  if (!runsRuffSecurity(settings)) return [];
  const sources = settings.python.sources.map(shellPath).join(' ');
  return [
    portableStep(
      'Ruff security rules',
      scriptText(
        `pwd > ${report(scanReports.root)}`,
        `${toolchain(settings).tool('ruff')} check --exit-zero --extend-select S --output-format json --output-file ${report(scanReports.ruff)} ${sources}`,
      ),
    ),
  ];
}

/**
 * pip-audit exits with 1 for a finding and for a network error alike; only an audit that finished writes its report.
 * So the report tells the two apart: no report is tried again, and then is "no result", never "no finding".
 */
function audit(
  settings: PipelineSettings,
  title: string,
  name: string,
  before: Script,
  service?: 'osv',
): PortableStep {
  const script = (own: PipelineSettings) => auditScript(own, { title, name, before, service });
  return portableStep(title, scriptText(...rampScript(settings, 'security', script)));
}

function auditScript(
  settings: PipelineSettings,
  {
    title,
    name,
    before,
    service,
  }: {
    readonly title: string;
    readonly name: string;
    readonly before: Script;
    readonly service: 'osv' | undefined;
  },
): Script {
  const { network } = settings.retries;
  const output = report(`${name}.json`);
  const log = report(`${name}.log`);
  const scan = [
    toolchain(settings).tool('pip-audit'),
    // The list is complete and exact already; resolving it again would need pip and could differ.
    `--requirement ${auditedRequirements} --disable-pip --no-deps`,
    ...(service === undefined ? [] : [`--vulnerability-service ${service}`]),
    '--progress-spinner off',
  ].join(' ');
  const { security: mode } = settings.gates;
  const blocks = mode === 'enforce' || mode === 'new';
  const tool = service === undefined ? 'pip-audit' : 'cve';
  const judges = mayExcuse(settings, mode);
  const outcome = (text: string): Script =>
    blocks
      ? [`  ${remark('error', title, text)}`, '  exit 1']
      : [`  ${remark('warning', title, `${text} (not blocking)`)}`];
  const noAnswer = 'the vulnerability database gave no answer, so there is no result';
  // The second database is a second opinion: while the first answers, an outage of the second blocks no one.
  const unanswered =
    service === undefined
      ? outcome(noAnswer)
      : [`  ${remark('warning', title, `${noAnswer} (not blocking)`)}`];
  const vulnerable = outcome(
    mode === 'new'
      ? 'dependencies have vulnerabilities that the baseline does not have'
      : 'dependencies have known vulnerabilities; the table names the releases that fix them',
  );
  return [
    ...before,
    `for attempt in ${attempts(network)}; do`,
    `  rm -f ${output}`,
    '  status=0',
    `  ${scan} --format json --output ${output} 2> ${log} || status=$?`,
    `  if [ -s ${output} ]; then break; fi`,
    `  if [ "$attempt" -lt ${String(network.attempts)} ]; then sleep ${String(network.delaySeconds)}; fi`,
    'done',
    `if [ ! -s ${output} ]; then`,
    `  tail -n 3 ${log}`,
    ...unanswered,
    'fi',
    `if [ -s ${output} ] && [ "$status" -ne 0 ]; then`,
    ...(mode === 'new' ? [] : [`  ${scan} --format columns || true`]),
    ...(judges ? [`  if ! ${judgement(settings, { mode, tool })}; then`] : []),
    ...(judges ? indent(vulnerable) : vulnerable),
    ...(judges ? ['  fi'] : []),
    'fi',
    `skipped="$(${countOf('"skip_reason"', output)})"`,
    'if [ "$skipped" -gt 0 ]; then',
    `  ${remark('warning', title, '$skipped dependencies are unknown to the database and were not audited')}`,
    'fi',
  ];
}

/** Shell that counts a text in a JSON file of one line or many; 0 when the file is not there. */
function countOf(text: string, file: string): string {
  return `{ grep -os '${text}' ${file} || true; } | wc -l | tr -d ' '`;
}

function pipCheck(settings: PipelineSettings): PortableStep {
  const script = (own: PipelineSettings): Script =>
    judged(own, {
      ...{ mode: own.gates.security, tool: 'pip-check', title: 'pip check' },
      command: `uv pip check 2>&1 | tee ${report('pip-check.txt')}`,
      quiet: `uv pip check > ${report('pip-check.txt')} 2>&1`,
      warning: 'installed packages have conflicting requirements (not blocking)',
    });
  return portableStep('pip check', scriptText(...rampScript(settings, 'security', script)));
}

/** An alert, never a verdict: that a newer release exists is no fault of this change. */
function outdated(settings: PipelineSettings): PortableStep {
  const output = report('outdated.json');
  return portableStep(
    'Outdated packages',
    scriptText(
      ...retry(
        settings.retries.network,
        'Outdated packages',
        [`uv pip list --outdated --format json > ${output}`],
        [
          `rm -f ${output}`,
          remark('warning', 'Outdated packages', 'the package index gave no answer (not blocking)'),
          'exit 0',
        ],
      ),
      `count="$(${countOf('"latest_version"', output)})"`,
      'if [ "$count" -gt 0 ]; then',
      '  uv pip list --outdated || true',
      `  ${remark('warning', 'Outdated packages', '$count packages have newer releases (not blocking)')}`,
      'fi',
    ),
  );
}
