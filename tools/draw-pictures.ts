import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { renderFleet } from '../core/readiness/report/html-fleet';
import { renderHtmlDashboard } from '../core/readiness/report/html-dashboard';
import { plausibleHistory } from '../tests/runtime/dashboard/plausible-history';
import { openBrowser } from '../tests/support/browser';
import { type PictureName } from './sample-page';

/*
 * Draws the pictures of docs/samples.md, light and dark, in the pinned browser.
 */

const root = path.resolve(__dirname, '..');

const pages: Readonly<Record<PictureName, () => string>> = {
  plan: () => planOf('prod'),
  dashboard: () => {
    const history = plausibleHistory('acme/orders-service', 3, 90);
    if (history.document === undefined) throw new Error('the history has no document');
    return renderHtmlDashboard(history, history.document);
  },
  fleet: () =>
    renderFleet(
      Array.from({ length: 12 }, (_, seed) => ({
        history: plausibleHistory(`acme/service-${String(seed)}`, seed, 40),
        page: `service-${String(seed)}/index.html`,
      })),
    ),
};

/** The page of a plan of a shipped stack. */
function planOf(stack: string): string {
  const directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-pictures-'));
  try {
    const file = path.join(directory, 'plan.html');
    const args = ['cli/bin.mjs', 'plan', '--stack', stack, '--html', file];
    const pack = [
      ...['--policy-pack', 'policies'],
      ...['--policy-pack-config', `policies/presets/${stack}.json`],
    ];
    const { status, stderr } = spawnSync(process.execPath, [...args, ...pack], {
      cwd: root,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`no plan of ${stack}: ${stderr}`);
    return readFileSync(file, 'utf8');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Pixels of a picture; what is longer is cut. */
const size = { width: 1100, height: 900 };

async function main(): Promise<void> {
  const directory = mkdtempSync(path.join(tmpdir(), 'gatehouse-pictures-'));
  const browser = await openBrowser();
  try {
    for (const [name, render] of Object.entries(pages)) {
      const file = path.join(directory, `${name}.html`);
      writeFileSync(file, render());
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await browser.newPage({ colorScheme, viewport: size });
        await page.goto(pathToFileURL(file).href);
        const picture = path.join(root, 'docs', 'pictures', `${name}-${colorScheme}.png`);
        await page.screenshot({ path: picture });
        await page.close();
        console.log(path.relative(root, picture));
      }
    }
  } finally {
    await browser.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

void main();
