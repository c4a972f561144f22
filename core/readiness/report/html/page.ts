import { escapedHtml, type PageScript, webPage } from '../../../kernel/web-page';
import { printable } from '../foreign';

/** Untrusted text as HTML text or attribute value. */
export function html(text: string, length = 200): string {
  return escapedHtml(printable(text, length));
}

/** An address to link to: http(s) only; undefined for anything else. */
export function webAddress(url: string): string | undefined {
  return /^https?:\/\/[\w.:/@%~+-]+$/.test(url) ? url : undefined;
}

/** A page of the dashboard: what others wrote into it is escaped before. */
export function page(title: string, body: readonly string[], script?: PageScript): string {
  return webPage({ title, style, body: body.join('\n'), script });
}

const style = `
body{background:var(--page)}
main{max-width:72rem;margin:0 auto;padding:1.5rem 1rem 4rem}
h2{font-size:1.125rem;margin:0 0 .75rem}
p{margin:.25rem 0}
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
table{font-variant-numeric:tabular-nums}
th button{all:unset;cursor:pointer;text-decoration:underline dotted}th button:focus-visible,input:focus-visible{outline:3px solid var(--mark);outline-offset:2px}
th[aria-sort=ascending] button::after{content:" ▲"}th[aria-sort=descending] button::after{content:" ▼"}
input{font:inherit;color:inherit;background:var(--page);border:1px solid var(--soft);border-radius:.375rem;padding:.375rem .625rem;width:min(100%,20rem)}
caption{padding-bottom:.25rem}
th,td{text-align:left;padding:.375rem .75rem .375rem 0;border-bottom:1px solid var(--line);vertical-align:top}
td.number,th.number{text-align:right;white-space:nowrap}
td.name{overflow-wrap:anywhere;min-width:10rem}
td.wide{min-width:11rem}
code{font-size:.875em}
svg{display:block;width:100%;height:auto;overflow:visible}
svg.spark{width:7rem;height:1.75rem}
small{font-size:.75rem;white-space:nowrap}
svg.sign{display:inline-block;width:1em;height:1em;vertical-align:-.125em}
svg text{fill:var(--soft);font-size:11px}
svg text.over{paint-order:stroke;stroke:var(--card);stroke-width:4px;stroke-linejoin:round}
@media (max-width:40rem){svg text{font-size:20px}}
.bar{margin:.4375rem 0;height:.625rem;min-width:4rem;background:var(--track);border-radius:.3125rem;overflow:hidden}
.bar span{display:block;height:100%;background:var(--mark)}
ol{margin:.25rem 0 0;padding-left:1.25rem}
details{margin-top:.75rem}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
@media print{body{background:#fff}section{break-inside:avoid}}
`.trim();
