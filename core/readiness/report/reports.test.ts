import { exampleFacts, exampleReports, exampleRun } from '../example-facts';
import { known, type Facts } from '../facts';
import { addMeasurement, emptyHistory, type History } from '../history';
import { judge } from '../judge';
import { keepReadings } from '../kept-readings';
import { measure } from '../measure';
import { metricsOf } from '../metrics';
import { defaultPolicy } from '../policy';
import { buildDocument } from './build-document';
import { renderDashboard } from './dashboard';
import { renderFleet } from './html-fleet';
import { arrangeScript, arrangeScriptHash } from './html/arrange-script';
import { renderHtmlDashboard } from './html-dashboard';

const evil = '<script>alert(1)</script>"\'`|[x](http://evil) @everyone \u202e';

function documentOf(facts: Facts) {
  const rules = { ...defaultPolicy, threshold: 90 };
  return buildDocument(facts, rules, judge(measure(facts, rules), rules));
}

/** A history of one look a day, of which one saw failed runs, of a project with hostile names. */
function historyOf(days: number, name = 'acme/orders-service'): History {
  let history: History = emptyHistory;
  for (let day = 0; day < days; day += 1) {
    const run = {
      ...exampleRun(day + 1, day === 3 ? 'failure' : 'success'),
      url: `javascript:${evil}`,
    };
    const facts: Facts = {
      ...exampleFacts,
      now: new Date(Date.UTC(2026, 0, 6 + day)).toISOString(),
      repository: name,
      branch: evil,
      runs: known([run]),
      fresh: {},
    };
    const seen = { attempt: 1, commit: evil, at: facts.now, tests: 1, failed: [] };
    history = addMeasurement(history, {
      document: documentOf(facts),
      metrics: metricsOf([run], exampleReports, defaultPolicy),
      runs: [run],
      source: { policy: '' },
      security: { findings: [], packages: [] },
      readings: keepReadings(exampleReports, run.id, facts.now),
      overrides: [{ pullRequest: 7, by: evil, at: '2026-01-07T00:00:00Z', reason: evil }],
      observed: [{ run: run.id, ...seen, rerun: day % 2 === 1 ? [evil] : [] }],
    });
  }
  return history;
}

function lastDocument(history: History) {
  if (history.document === undefined) throw new Error('no document');
  return history.document;
}

function dashboardPage(): string {
  const history = historyOf(30);
  return renderHtmlDashboard(history, lastDocument(history));
}

function fleetPage(): string {
  return renderFleet([
    { history: historyOf(30), page: 'a/index.html' },
    { history: historyOf(4, evil) },
    { history: emptyHistory },
  ]);
}

describe.each([
  ['dashboard', dashboardPage],
  ['fleet', fleetPage],
])('the HTML %s', (_name, render) => {
  test('loads nothing, runs nothing but the script that its policy names, and forbids the rest', () => {
    const text = render();
    const own = `<script>${arrangeScript}</script>`;
    expect(text.replace(own, '')).not.toMatch(
      /<(script|link|img|iframe|object)|\son\w+=|javascript:|@import|url\(/i,
    );
    expect(text).toContain(`default-src 'none';`);
    expect(text.includes(` script-src '${arrangeScriptHash}';`)).toBe(text.includes(own));
    expect(text.match(/script-src/g)?.length ?? 0).toBeLessThanOrEqual(1);
  });

  test('has a language, a title, one first heading, and names for its pictures', () => {
    const text = render();
    expect(text).toMatch(/<html lang="en">/);
    expect(text.match(/<h1>/g)).toHaveLength(1);
    for (const [svg] of text.matchAll(/<svg[^>]*>/g))
      expect(svg).toMatch(/aria-label="[^"]+"|aria-hidden="true"/);
    for (const [table] of text.matchAll(/<table>.*?<\/table>/gs))
      expect(table).toMatch(/<caption>.+<\/caption>.*<th scope="col"/s);
  });

  test('knows light and dark', () => {
    const text = render();
    expect(text).toContain('content="light dark"');
    expect(text).toContain('prefers-color-scheme:dark');
  });

  test('every tag that is opened is closed', () => {
    const open: string[] = [];
    for (const [, slash, tag = '', selfClosing] of render()
      .replace(/<style>.*?<\/style>/s, '')
      .matchAll(/<(\/?)([a-z][a-z0-9]*)(?:\s[^>]*?)?(\/?)>/g)) {
      if (selfClosing === '/' || ['meta', 'br', 'input'].includes(tag)) continue;
      if (slash === '') open.push(tag);
      else expect(open.pop()).toBe(tag);
    }
    expect(open).toEqual([]);
  });
});

test('colours of text have a contrast of at least 4.5 to 1 in both schemes', () => {
  const schemes = [...dashboardPage().matchAll(/:root\{([^}]*)\}/g)].map(
    ([, body = '']) =>
      new Map(
        [...body.matchAll(/--(\w+):(#\w+)/g)].map(([, name = '', colour = '']) => [name, colour]),
      ),
  );
  expect(schemes).toHaveLength(2);
  for (const colours of schemes) {
    for (const text of ['text', 'soft', 'mark', 'excellent', 'good', 'fair', 'poor']) {
      for (const ground of ['page', 'card']) {
        expect([
          text,
          ground,
          contrast(colours.get(text) ?? '', colours.get(ground) ?? '') >= 4.5,
        ]).toEqual([text, ground, true]);
      }
    }
  }
});

test('those in need stand first in the fleet', () => {
  const fleet = fleetPage();
  expect(fleet.indexOf('60 %')).toBeLessThan(fleet.indexOf('100 %'));
  expect(fleet).toContain('1 without any score yet');
});

test('the Markdown dashboard shows foreign text in code spans only', () => {
  const history = historyOf(30);
  const text = renderDashboard(history, lastDocument(history));
  for (const line of text.split('\n'))
    expect(line.replace(/`[^`]*`/g, '')).not.toMatch(/<script>|@everyone|evil/);
  expect(text).toContain('## Trend over 90 days');
  expect(text).toContain('## Flaky tests');
  expect(text).toContain('## Overrides');
});

function contrast(a: string, b: string): number {
  const light = (colour: string): number => {
    const full =
      colour.length === 4
        ? [...colour.slice(1)].map((digit) => digit + digit).join('')
        : colour.slice(1);
    const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
      const part = parseInt(full.slice(at, at + 2), 16) / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [high = 0, low = 0] = [light(a), light(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}
