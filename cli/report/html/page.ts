import { html, Markup } from './markup';

/** Nothing is loaded from anywhere, and no script runs, whatever text got into the page. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** A page of its own: no script, no font, no request. */
export function page(title: string, body: readonly Markup[]): string {
  const { text } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>${title}</title>
        <style>
          ${new Markup(style)}
        </style>
      </head>
      <body>
        <main>${body}</main>
      </body>
    </html> `;
  return text;
}

/**
 * `light-dark()` follows the reader's scheme. Every colour has a contrast of at least 4.5 to 1 with its background, and
 * none is the only sign of anything: operations, levels and lines of a diff carry a word or a mark as well.
 */
const style = `
:root{color-scheme:light dark;
--ink:light-dark(#1b1f24,#e8edf2);--quiet:light-dark(#545d68,#a3adb8);--paper:light-dark(#fff,#14181d);
--band:light-dark(#f3f5f7,#1d232a);--edge:light-dark(#c9d1d9,#3a434d);--link:light-dark(#0a4fa3,#84bdff);
--bad:light-dark(#a40e1c,#ff8a80);--bad-band:light-dark(#fdecec,#3a1a1c);
--well:light-dark(#12632a,#6cd98b);--well-band:light-dark(#e6f6ea,#12301c);
--care:light-dark(#7a4d00,#f0c05a)}
*{box-sizing:border-box}
body{margin:0;color:var(--ink);background:var(--paper);font:15px/1.55 system-ui,sans-serif}
main{max-width:76rem;margin:auto;padding:2rem 1.25rem 5rem}
h1{font-size:1.6rem;line-height:1.25;margin:0}
h2{font-size:1.15rem;margin:2.25rem 0 .5rem}
h3{font-size:1rem;margin:1.25rem 0 .25rem}
ul{margin:.25rem 0;padding-left:1.25rem}
code,pre{font:13px/1.5 ui-monospace,Menlo,Consolas,monospace}
code{overflow-wrap:anywhere}
.quiet{color:var(--quiet)}
.verdict{font-size:1.1rem;margin:.5rem 0 0}
.weaker{border:2px solid var(--bad);border-radius:6px;background:var(--bad-band);padding:.25rem 1.25rem 1rem;margin-top:1.5rem}
.weaker h2{color:var(--bad);margin-top:.75rem}
.gate{margin:.5rem 0}
.gate b{font-weight:650}
.where{display:block;color:var(--quiet)}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%}
caption{text-align:left;color:var(--quiet)}
th,td{text-align:left;vertical-align:top;padding:.4rem .9rem .4rem 0;border-bottom:1px solid var(--edge)}
td{overflow-wrap:anywhere;min-width:7rem}
details{border:1px solid var(--edge);border-radius:6px;margin:.5rem 0}
summary{cursor:pointer;padding:.4rem .75rem;background:var(--band);border-radius:6px;overflow-wrap:anywhere}
details[open]>summary{border-radius:6px 6px 0 0;border-bottom:1px solid var(--edge)}
details>:not(summary){margin:.5rem .75rem}
summary:focus-visible,pre:focus-visible,.wide:focus-visible{outline:3px solid var(--link);outline-offset:2px}
pre{overflow-x:auto;margin:0;padding:.25rem 0;white-space:pre}
pre ins,pre del,pre span{display:block;text-decoration:none;min-width:max-content}
pre ins{background:var(--well-band)}
pre del{background:var(--bad-band)}
.tree,.tree ul{list-style:none;padding-left:1.1rem}
.tree{padding-left:0}
.op{display:inline-block;min-width:5.5rem;font-weight:650}
.bad,.delete,.remove,.mandatory{color:var(--bad)}
.well,.create,.add{color:var(--well)}
.care,.update,.replace,.refresh,.change,.advisory{color:var(--care)}
@media print{details:not([open])>:not(summary){display:block}}
`.trim();
