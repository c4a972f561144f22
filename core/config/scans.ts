import { z } from 'zod';
import { suggestion } from './problems';
import spdx from './generated/spdx-licenses.json';

const licenses: ReadonlySet<string> = new Set(spdx.licenses);

/** https://spdx.org/licenses/ and licences of one's own, which SPDX documents name `LicenseRef-…`. */
const spdxLicense = z
  .string()
  .refine((text) => licenses.has(text) || /^LicenseRef-[A-Za-z0-9.-]{1,100}$/.test(text), {
    error: ({ input }) => {
      const near = typeof input === 'string' ? suggestion(input, spdx.licenses).remedy : undefined;
      return `is not the identifier of an SPDX licence (https://spdx.org/licenses/)${near === undefined ? '' : `; ${near}`}`;
    },
  });

/** A container image, or another artifact of a registry, that its digest names. */
const byDigest = z
  .string()
  .max(300)
  .regex(
    /^[a-z0-9][a-z0-9.:-]*(?:\/[a-z0-9][a-z0-9._-]*)+(?::[A-Za-z0-9_.-]+)?@sha256:[0-9a-f]{64}$/,
    {
      error:
        'must name a registry, a repository and a digest, such as ghcr.io/acme/scanner@sha256:…',
    },
  );

/** A switch of a scan. */
const scanModes = ['enforce', 'warn', 'off'] as const;

/** What scans beside the security gate, and where its findings go. */
export const scanSections = {
  scans: z.strictObject({
    codeScanning: z
      .enum(['off', 'artifact', 'upload'])
      .describe(
        'Findings of all scanners as SARIF: uploaded to code scanning, or kept as an artifact. `off` by default, since a private repository without GitHub Code Security has no code scanning, and an upload would fail.',
      ),
    files: z
      .enum(scanModes)
      .describe(
        'Trivy over all files: lock files, infrastructure as code, secrets. `enforce` fails on what it rates as high or critical.',
      ),
    trivy: z.strictObject({
      image: byDigest.describe('Image of Trivy, by its digest.'),
      database: byDigest
        .exactOptional()
        .describe(
          'Vulnerability database by its digest; if absent, the newest one of Trivy. A pinned one gets old: renew it often.',
        ),
      checks: byDigest
        .exactOptional()
        .describe('Checks of configurations by their digest; if absent, the newest ones of Trivy.'),
      offlineCache: z
        .string()
        .max(255)
        .regex(/^\/(?!.*\/\.\.?(?:\/|$))[A-Za-z0-9_./-]+$/, {
          error: 'must be an absolute path of letters, digits, `.`, `_`, `-` and `/`, without `..`',
        })
        .exactOptional()
        .describe(
          "Directory of the runner with Trivy's cache, `db/` and all: the scan then needs no network.",
        ),
    }),
  }),
  dependencyReview: z.strictObject({
    mode: z
      .enum(scanModes)
      .describe(
        'Review of the dependencies that a pull request adds. `off` by default: a private repository needs GitHub Code Security for it.',
      ),
    failOnSeverity: z
      .enum(['low', 'moderate', 'high', 'critical'])
      .describe('Least severity of a vulnerability that fails the review.'),
    allowLicenses: z
      .array(spdxLicense)
      .max(200)
      .describe('SPDX identifiers of the only licences that a new dependency may have.'),
    denyLicenses: z
      .array(spdxLicense)
      .max(200)
      .describe('SPDX identifiers of licences that no new dependency may have.'),
  }),
} as const;

/** The same where only some of it is said. */
export const scanDefaults = {
  scans: scanSections.scans
    .partial()
    .extend({ trivy: scanSections.scans.shape.trivy.partial().exactOptional() })
    .exactOptional(),
  dependencyReview: scanSections.dependencyReview.partial().exactOptional(),
} as const;

/** What of the licence rules does not go together. */
export function licenseProblems({
  dependencyReview: { allowLicenses, denyLicenses },
}: {
  readonly dependencyReview: z.infer<typeof scanSections.dependencyReview>;
}): readonly (readonly [path: readonly string[], message: string])[] {
  return allowLicenses.length > 0 && denyLicenses.length > 0
    ? [
        [
          ['dependencyReview', 'denyLicenses'],
          'cannot be set with `allowLicenses`: GitHub takes one of the two lists',
        ],
      ]
    : [];
}
