import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { emptyHistory } from '../../../core/readiness/history';
import { renderHtmlDashboard } from '../../../core/readiness/report/html-dashboard';
import { renderFleet } from '../../../core/readiness/report/html-fleet';
import { openBrowser } from '../../support/browser';
import { scratchDirectory } from '../../support/scratch';
import { plausibleHistory } from './plausible-history';

/*
 * The pages of the readiness dashboard in a real browser: what no look at their text can tell.
 */

const scratch = scratchDirectory('pages');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Every repository of a fleet has one of a few histories: making a thousand takes longer than showing them. */
function fleetOf(size: number): string {
  const histories = Array.from({ length: 40 }, (_, seed) =>
    plausibleHistory(`acme/service-${String(seed)}`, seed, 20),
  );
  return renderFleet([
    { history: emptyHistory },
    ...Array.from({ length: size }, (_, index) => {
      const history = histories[index % histories.length] ?? emptyHistory;
      const repository = `acme/service-${String(index)}`;
      const document =
        history.document === undefined ? {} : { document: { ...history.document, repository } };
      return { history: { ...history, ...document }, page: `service-${String(index)}/index.html` };
    }),
  ]);
}

function dashboardOf(days: number, seed: number): string {
  const history = plausibleHistory('acme/orders-service', seed, days);
  if (history.document === undefined) throw new Error('no document');
  return renderHtmlDashboard(history, history.document);
}

/** Pages by name: what each shows, and the number of its pictures with a name. */
const pages = {
  'a dashboard of 90 days': () => dashboardOf(90, 3),
  'a dashboard of the first day': () => dashboardOf(1, 4),
  'a fleet': () => fleetOf(30),
} as const;

interface Shown {
  readonly page: Page;
  /** What the console said and what threw. */
  readonly complaints: readonly string[];
  readonly requests: readonly string[];
}

describe('in Chromium', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
  });

  async function show(
    name: string,
    text: string,
    look: { readonly scheme?: 'light' | 'dark'; readonly width?: number } = {},
  ): Promise<Shown> {
    const file = path.join(scratch, `${name.replaceAll(' ', '-')}.html`);
    writeFileSync(file, text);
    const page = await browser.newPage({
      colorScheme: look.scheme ?? 'light',
      viewport: { width: look.width ?? 1200, height: 900 },
    });
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
    return { page, complaints, requests };
  }

  test('the fonts are there: words have a width, and a letter one of its own', async () => {
    const word = (text: string) => `<span style="font: 16px sans-serif">${text}</span><br>`;
    const { page } = await show('words', ['Readiness', 'iiiii', 'MMMMM'].map(word).join(''));
    const [known, narrow, wide] = await page.evaluate<number[]>(
      "[...document.querySelectorAll('span')].map((word) => word.getBoundingClientRect().width)",
    );
    expect(known).toBeGreaterThan(40);
    expect(narrow).toBeGreaterThan(10);
    expect(wide).toBeGreaterThan(2 * (narrow ?? 0));
    await page.close();
  });

  describe.each(Object.entries(pages))('%s', (name, render) => {
    let text = '';
    beforeAll(() => {
      text = render();
    });

    test('asks for nothing beside itself, and the console stays empty', async () => {
      const { page, complaints, requests } = await show(name, text);
      expect(complaints).toEqual([]);
      expect(requests.map((url) => path.basename(url))).toEqual([
        `${name.replaceAll(' ', '-')}.html`,
      ]);
      await page.close();
    });

    test.each(['light', 'dark'] as const)(
      'in the %s scheme everyone can read it: names, headings, tables, contrast',
      async (scheme) => {
        const { page } = await show(name, text, { scheme });
        await page.evaluate(axe);
        const { violations, passes } = await page.evaluate<AxeResults, RunOptions>(
          (options) =>
            (
              globalThis as unknown as { axe: { run(of: RunOptions): Promise<AxeResults> } }
            ).axe.run(options),
          { resultTypes: ['violations', 'passes'] },
        );
        expect(
          violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map((node) => node.html)]),
        ).toEqual([]);
        expect(passes.map(({ id }) => id)).toEqual(
          expect.arrayContaining(['color-contrast', 'document-title', 'html-has-lang']),
        );
        await page.close();
      },
    );

    test('both schemes differ, so that the wish for a dark page is heard', async () => {
      const backgrounds = [];
      for (const scheme of ['light', 'dark'] as const) {
        const { page } = await show(name, text, { scheme });
        backgrounds.push(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
        await page.close();
      }
      expect(new Set(backgrounds).size).toBe(2);
    });

    test.each([360, 375, 768, 1600])(
      'at a width of %i pixels nothing sticks out',
      async (width) => {
        const { page } = await show(name, text, { width });
        // A wide table scrolls in a box of its own, which does not count.
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
        await page.close();
      },
    );
  });

  test('the charts are there, with a size and a name that says what they show', async () => {
    const name = 'a dashboard of 90 days';
    const { page } = await show(name, pages[name]());
    const trend = page.getByRole('img', { name: /^Readiness score over 90 days: between / });
    const box = await trend.boundingBox();
    expect(box?.width).toBeGreaterThan(600);
    expect(box?.height).toBeGreaterThan(100);
    expect((await trend.locator('path').last().boundingBox())?.width).toBeGreaterThan(600);
    expect(await trend.getByText(/^2026-\d\d-01$/).count()).toBeGreaterThan(1);
    // Ninety dots would run into one another; the newest look is marked.
    expect(await trend.locator('circle').count()).toBe(1);
    for (const metric of ['CI pass rate', 'Average build time', 'Cache hit rate']) {
      expect(await page.getByRole('img', { name: new RegExp(`^${metric}: from `) }).count()).toBe(
        1,
      );
    }
    await page.close();
  });

  test('a fleet of 1,000 repositories: each has its row, and each leads to its own page', async () => {
    const { page, complaints } = await show('a thousand', fleetOf(1000));
    expect(complaints).toEqual([]);
    const rows = page.locator('tbody tr');
    expect(await rows.count()).toBe(1000);
    expect(await rows.last().getByRole('link').getAttribute('href')).toMatch(
      /^service-\d+\/index\.html$/,
    );
    expect(await page.getByText('1000 repositories').count()).toBe(1);
    await page.close();
  });

  test('the rows of a thousand repositories can be filtered and sorted', async () => {
    const { page, complaints } = await show('a thousand to arrange', fleetOf(1000));
    const rows = page.locator('tbody tr:visible');
    await page.getByLabel('Filter by repository').fill('service-99 poor');
    const found = await rows.count();
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThan(12);
    expect(await page.getByRole('status').textContent()).toBe(`${found} of 1000 shown`);
    await page.getByLabel('Filter by repository').fill('');
    const scores = async () =>
      (await page.locator('tbody tr td:nth-child(2)').allTextContents()).map(parseFloat);
    const head = page.getByRole('columnheader', { name: 'score' });
    await head.getByRole('button').click();
    const up = await scores();
    expect(up).toEqual([...up].sort((a, b) => a - b));
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    await head.getByRole('button').click();
    expect(await scores()).toEqual([...up].reverse());
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('a table that goes on to the right shows a shade there', async () => {
    const { page } = await show('a narrow fleet', fleetOf(3), { width: 375 });
    const [width, whole, shade] = await page.evaluate<[number, number, string]>(
      "(box => [box.clientWidth, box.scrollWidth, getComputedStyle(box).backgroundImage])(document.querySelector('.scroll'))",
    );
    expect(whole).toBeGreaterThan(width);
    expect(shade.match(/linear-gradient/g)).toHaveLength(4);
    await page.close();
  });
});
