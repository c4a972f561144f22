import { webPage } from '../../../core/kernel/web-page';
import { type Markup } from './markup';

/** A page of its own: no script, no font, no request. */
export function page(title: string, body: readonly Markup[]): string {
  return webPage({ title, style, body: body.map(({ text }) => text).join('\n') });
}

/** Colours are never the only sign: operations, levels and lines of a diff carry a word or a mark as well. */
const style = `
body{background:var(--card)}
main{max-width:76rem;margin:auto;padding:2rem 1.25rem 5rem}
h2{font-size:1.15rem;margin:2.25rem 0 .5rem}
h3{font-size:1rem;margin:1.25rem 0 .25rem}
ul{margin:.25rem 0;padding-left:1.25rem}
code,pre{font:13px/1.5 ui-monospace,Menlo,Consolas,monospace}
code{overflow-wrap:anywhere}
.quiet{color:var(--soft)}
.verdict{font-size:1.1rem;margin:.5rem 0 0}
.weaker{border:2px solid var(--poor);border-radius:6px;background:var(--poor-band);padding:.25rem 1.25rem 1rem;margin-top:1.5rem}
.weaker h2{color:var(--poor);margin-top:.75rem}
.gate{margin:.5rem 0}
.gate b{font-weight:650}
.where{display:block;color:var(--soft)}
.wide{overflow-x:auto}
th,td{text-align:left;vertical-align:top;padding:.4rem .9rem .4rem 0;border-bottom:1px solid var(--line)}
td{overflow-wrap:anywhere;min-width:7rem}
details{border:1px solid var(--line);border-radius:6px;margin:.5rem 0}
summary{cursor:pointer;padding:.4rem .75rem;background:var(--page);border-radius:6px;overflow-wrap:anywhere}
details[open]>summary{border-radius:6px 6px 0 0;border-bottom:1px solid var(--line)}
details>:not(summary){margin:.5rem .75rem}
summary:focus-visible,pre:focus-visible,.wide:focus-visible{outline:3px solid var(--mark);outline-offset:2px}
pre{overflow-x:auto;margin:0;padding:.25rem 0;white-space:pre}
pre ins,pre del,pre span{display:block;text-decoration:none;min-width:max-content}
pre ins{background:var(--good-band)}
pre del{background:var(--poor-band)}
.tree,.tree ul{list-style:none;padding-left:1.1rem}
.tree{padding-left:0}
.op{display:inline-block;min-width:5.5rem;font-weight:650}
.bad,.delete,.remove,.mandatory{color:var(--poor)}
.well,.create,.add{color:var(--good)}
.care,.update,.replace,.refresh,.change,.advisory{color:var(--fair)}
@media print{details:not([open])>:not(summary){display:block}}
`.trim();
