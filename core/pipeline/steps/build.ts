import { type PipelineSettings } from '../../config/pipeline-settings';
import { portableStep, type JobSteps, type PortableStep } from './job-steps';
import { fromProject } from './directory';
import { actionProgram } from './judged';
import { hasNode, indent, remark, retry, scriptText } from './script';
import { isPackage } from './managers';
import { toolchain } from './toolchain';
import { sbomPackage } from './tool-versions';

/** Bills of materials beside the packages, by their format. */
export const bills = { cycloneDx: 'dist/sbom.cdx.json', spdx: 'dist/sbom.spdx.json' } as const;

/** Builds the packages into `dist/`, with a bill of materials beside them where that is wanted. */
export function buildSteps(settings: PipelineSettings): JobSteps {
  const packages = buildPackages(settings);
  return {
    id: 'build',
    title: 'Build Packages',
    steps: settings.build.sbom
      ? [packages, billOfMaterials(settings), spdxBill(settings)]
      : [packages],
  };
}

/** The network is needed for the build backend, hence the retry. */
function buildPackages(settings: PipelineSettings): PortableStep {
  const { allMembers } = settings.python;
  const build = retry(settings.retries.network, 'Build', [
    `uv build${allMembers ? ' --all-packages' : ''} --out-dir dist`,
  ]);
  const archive = [
    'mkdir -p dist',
    // As uv does: git does not see what was built.
    "echo '*' > dist/.gitignore",
    'git archive --format=tar.gz --output=dist/source.tar.gz HEAD',
  ];
  if (!settings.build.packages) return portableStep('Archive the source', scriptText(...archive));
  // The root of a workspace may be no package while its members are.
  if (allMembers) return portableStep('Build packages', scriptText(...build));
  return portableStep(
    'Build packages',
    scriptText(
      `if ${isPackage}; then`,
      ...indent(build),
      'else',
      '  # No build backend: the deliverable is the source itself.',
      ...indent(archive),
      'fi',
    ),
  );
}

/**
 * Without the tool's check of its own output, which parses each address in it by a grammar and takes ten times as long
 * as all the rest; a release of the tool is pinned, and what it writes is CycloneDX by its own tests.
 */
function billOfMaterials(settings: PipelineSettings): PortableStep {
  const command = `${toolchain(settings).run(sbomPackage)} cyclonedx-py environment .venv --no-validate --output-format JSON --output-file ${bills.cycloneDx}`;
  return portableStep(
    'Software bill of materials',
    scriptText(...retry(settings.retries.network, 'Software bill of materials', [command])),
  );
}

/** The same bill in SPDX, made from the other, so that both say the same. */
function spdxBill(settings: PipelineSettings): PortableStep {
  const program = fromProject(settings, actionProgram);
  return portableStep(
    'Bill of materials in SPDX',
    scriptText(
      `if ! ${hasNode}; then`,
      `  ${remark('warning', 'Bill of materials', 'not written in SPDX: it needs Node 20 or newer on PATH')}`,
      '  exit 0',
      'fi',
      `node ${program} sbom --bill ${bills.cycloneDx} --output ${bills.spdx}`,
    ),
  );
}
