import { printable } from './foreign-text';

/** A script of a page, with the hash by which the page's policy lets it run. */
export interface PageScript {
  readonly text: string;
  readonly hash: string;
}

/** Characters of a title. */
const titleLength = 200;

interface WebPage {
  readonly title: string;
  /** Rules beside the shared ones. */
  readonly style: string;
  /** Markup of the page's main part. */
  readonly body: string;
  readonly script?: PageScript | undefined;
}

/**
 * A page that needs nothing beside itself: no font, no image, no request, and no script but the given one. The policy in
 * its head makes the browser hold it to that, whatever text got in.
 */
export function webPage({ title, style, body, script }: WebPage): string {
  const scripts = script === undefined ? '' : ` script-src '${script.hash}';`;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none';${scripts} style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${escapedHtml(printable(title, titleLength))}</title>`,
    `<style>${shared}\n${style}</style>`,
    '</head>',
    '<body>',
    '<main>',
    body,
    '</main>',
    ...(script === undefined ? [] : [`<script>${script.text}</script>`]),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as HTML text or attribute value. */
export function escapedHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/**
 * Colours follow the reader's scheme. Each has a contrast of at least 4.5 to 1 on its background in both, and none is the
 * only sign of anything.
 */
const shared = `
:root{color-scheme:light dark;--text:#1c2128;--soft:#57606a;--page:#f6f8fa;--card:#fff;--line:#d0d7de;--mark:#0550ae;--track:#e6eaef;--shade:#1c212840;--excellent:#116329;--good:#1a7f37;--fair:#8a5a00;--poor:#b3131f;--good-band:#e6f6ea;--poor-band:#fdecec}
@media (prefers-color-scheme:dark){:root{--text:#e6edf3;--soft:#9da7b3;--page:#0d1117;--card:#161b22;--line:#30363d;--mark:#79b8ff;--track:#2a313a;--shade:#e6edf366;--excellent:#56d364;--good:#3fb950;--fair:#e3b341;--poor:#ff7b72;--good-band:#12301c;--poor-band:#3a1a1c}}
*{box-sizing:border-box}
body{margin:0;color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
h1{font-size:1.5rem;margin:0 0 .25rem;overflow-wrap:anywhere}
a{color:var(--mark)}
table{border-collapse:collapse;width:100%}
caption{text-align:left;color:var(--soft)}
`.trim();
