import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { stringify } from 'yaml';

const root = path.resolve(__dirname, '..', '..', '..');

/** What a project of its own does not share with the root. */
const notLinked = /^(Pulumi\..*\.yaml|fleet|\.git|\.gatehouse)$/;

/** Six groups, of which each repository is in three. */
const groups = {
  service: {
    environments: { staging: {}, production: { waitMinutes: 10, reviewers: { teams: [4711] } } },
    gates: { coverage: 85 },
  },
  job: {
    environments: { staging: {}, production: {} },
    schedules: { readiness: '17 5 * * *' },
  },
  payments: { protection: { approvals: 2, codeOwnerReview: true }, gates: { coverage: 95 } },
  data: { timeouts: { test: 60 }, python: { versions: ['3.12', '3.13'] } },
  public: { build: { sbom: true, attest: true }, gates: { security: 'enforce' } },
  internal: { variables: { AUDIENCE: 'internal' }, dependabot: { interval: 'monthly' } },
} as const;

const kinds = ['service', 'job'] as const;
const subjects = ['payments', 'data'] as const;
const audiences = ['public', 'internal'] as const;

function repository(index: number): unknown {
  const name = `service-${index}`;
  const pick = <Value>(values: readonly Value[], shift: number): Value | undefined =>
    values[(index >> shift) % values.length];
  return {
    name,
    groups: [pick(kinds, 0), pick(subjects, 1), pick(audiences, 2)],
    mcp: { command: ['python', '-m', `service_${index}.mcp_server`] },
    variables: { SERVICE: name, TIER: index % 3 === 0 ? 'gold' : 'silver' },
    smoke: {
      baseUrl: `https://${name}.staging.acme.example`,
      checks: [
        { name: 'service is healthy', kind: 'health', path: '/health' },
        { name: 'orders can be listed', kind: 'api', path: `/api/${index}` },
      ],
    },
  };
}

/** A project of its own that runs this tree's program on generated repositories in 40 files. */
export class FleetProject {
  readonly directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-thousand-'));

  constructor(repositories: number, files = 40) {
    for (const name of readdirSync(root)) {
      if (!notLinked.test(name))
        symlinkSync(path.join(root, name), path.join(this.directory, name));
    }
    const config = {
      'gatehouse:github': { owner: 'acme' },
      'gatehouse:delivery': { mode: 'pullRequest' },
    };
    writeFileSync(path.join(this.directory, 'Pulumi.dev.yaml'), stringify({ config }));
    const fleet = path.join(this.directory, 'fleet', 'dev');
    mkdirSync(fleet, { recursive: true });
    for (let file = 0; file < files; file += 1) {
      const entries = [...Array(repositories).keys()].filter((index) => index % files === file);
      const content = { ...(file === 0 ? { groups } : {}), repositories: entries.map(repository) };
      writeFileSync(path.join(fleet, `team-${file}.yaml`), stringify(content));
    }
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
