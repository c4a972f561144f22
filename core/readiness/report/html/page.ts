import { printable } from '../foreign';

/** Untrusted text as HTML text or attribute value. */
export function html(text: string, length = 200): string {
  return printable(text, length)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** An address to link to: http(s) only; undefined for anything else. */
export function webAddress(url: string): string | undefined {
  return /^https?:\/\/[\w.:/@%~+-]+$/.test(url) ? url : undefined;
}

/** A script of a page, with the hash by which the page's policy lets it run. */
export interface PageScript {
  readonly text: string;
  readonly hash: string;
}

/**
 * A page that needs nothing beside itself: no font, no image, no request, and no script but the given one. The policy in
 * its head makes the browser hold it to that, whatever text got in.
 */
export function page(title: string, body: readonly string[], script?: PageScript): string {
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
    `<title>${html(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<main>',
    ...body,
    '</main>',
    ...(script === undefined ? [] : [`<script>${script.text}</script>`]),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** Colours have a contrast of at least 4.5 to 1 on their background in both schemes; none is the only sign of anything. */
const style = `
:root{color-scheme:light dark;--text:#1c2128;--soft:#57606a;--page:#f6f8fa;--card:#fff;--line:#d0d7de;--mark:#0550ae;--track:#e6eaef;--shade:#1c212840;--excellent:#116329;--good:#1a7f37;--fair:#8a5a00;--poor:#b3131f}
@media (prefers-color-scheme:dark){:root{--text:#e6edf3;--soft:#9da7b3;--page:#0d1117;--card:#161b22;--line:#30363d;--mark:#79b8ff;--track:#2a313a;--shade:#e6edf366;--excellent:#56d364;--good:#3fb950;--fair:#e3b341;--poor:#ff7b72}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:72rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h1{font-size:1.5rem;margin:0 0 .25rem;overflow-wrap:anywhere}
h2{font-size:1.125rem;margin:0 0 .75rem}
p{margin:.25rem 0}
a{color:var(--mark)}
a:focus-visible,summary:focus-visible,.scroll:focus-visible{outline:3px solid var(--mark);outline-offset:2px}
.soft{color:var(--soft)}
.head{display:flex;flex-wrap:wrap;gap:1rem 2rem;align-items:center}
.score{font-size:3.25rem;font-weight:700;line-height:1;font-variant-numeric:tabular-nums}
.excellent{color:var(--excellent)}.good{color:var(--good)}.fair{color:var(--fair)}.poor{color:var(--poor)}
header{margin-bottom:1.25rem}
.grid{display:grid;gap:0 1rem;align-items:start}
@media (min-width:60rem){.grid{grid-template-columns:minmax(0,1.6fr) minmax(0,1fr)}}
.cards{display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr))}
section{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:1rem;margin-bottom:1rem;min-width:0}
.card{border:1px solid var(--line);border-radius:.5rem;padding:.75rem}
.card b{display:block;font-size:1.375rem;font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto;background:linear-gradient(to right,var(--card) 30%,transparent) 0 0/2.5rem 100% no-repeat local,linear-gradient(to left,var(--card) 30%,transparent) 100% 0/2.5rem 100% no-repeat local,linear-gradient(to right,var(--shade),transparent) 0 0/.875rem 100% no-repeat scroll,linear-gradient(to left,var(--shade),transparent) 100% 0/.875rem 100% no-repeat scroll}
time{white-space:nowrap}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th button{all:unset;cursor:pointer;text-decoration:underline dotted}th button:focus-visible,input:focus-visible{outline:3px solid var(--mark);outline-offset:2px}
th[aria-sort=ascending] button::after{content:" ▲"}th[aria-sort=descending] button::after{content:" ▼"}
input{font:inherit;color:inherit;background:var(--page);border:1px solid var(--soft);border-radius:.375rem;padding:.375rem .625rem;width:min(100%,20rem)}
caption{text-align:left;color:var(--soft);padding-bottom:.25rem}
th,td{text-align:left;padding:.375rem .75rem .375rem 0;border-bottom:1px solid var(--line);vertical-align:top}
td.number,th.number{text-align:right;white-space:nowrap}
td.name{overflow-wrap:anywhere;min-width:10rem}
code{font-size:.875em}
svg{display:block;width:100%;height:auto;overflow:visible}
svg.spark{width:7rem;height:1.75rem}
small{font-size:.75rem;white-space:nowrap}
svg.sign{display:inline-block;width:1em;height:1em;vertical-align:-.125em}
svg text{fill:var(--soft);font-size:11px}
@media (max-width:40rem){svg text{font-size:20px}}
.bar{margin:.4375rem 0;height:.625rem;min-width:4rem;background:var(--track);border-radius:.3125rem;overflow:hidden}
.bar span{display:block;height:100%;background:var(--mark)}
ol{margin:.25rem 0 0;padding-left:1.25rem}
details{margin-top:.75rem}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media print{body{background:#fff}section{break-inside:avoid}}
`.trim();
