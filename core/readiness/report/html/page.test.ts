import * as fc from 'fast-check';
import { html, page, webAddress } from './page';

test.each([
  ['plain', 'plain'],
  ['<b title="x">&\'</b>', '&lt;b title=&quot;x&quot;&gt;&amp;&#39;&lt;/b&gt;'],
  ['&amp;', '&amp;amp;'],
  ['a\nb\u202ec', 'a b c'],
])('%j as HTML is %j', (text, expected) => {
  expect(html(text)).toBe(expected);
});

test('a text has 200 characters unless another length is asked for', () => {
  expect(html('x'.repeat(201))).toBe(`${'x'.repeat(199)}…`);
  expect(html('x'.repeat(201), 201)).toBe('x'.repeat(201));
});

test('whatever is written ends no tag and no attribute', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(html(text)).not.toMatch(/[<>"'\n]|&(?!(amp|lt|gt|quot|#39);)/);
    }),
  );
});

test.each([
  ['https://github.com/acme/o/actions/runs/1', true],
  ['http://ghe.example:8443/a_b-c.d~e%20@x+y', true],
  ['javascript:alert(1)', false],
  ['ftp://a.example/', false],
  ['https://a.example/" onclick="x', false],
  ["https://a.example/'", false],
  ['https://a.example/?q=1', false],
  [' https://a.example/', false],
  ['javascript:alert()//https://a.example/', false],
  ['https://a.example/ x', false],
  ['https://', false],
  ['', false],
])('%s is an address to link to: %s', (url, expected) => {
  expect(webAddress(url)).toBe(expected ? url : undefined);
});

test('a page is one complete document around its body', () => {
  const lines = page('A & B', ['<p>one</p>', '<p>two</p>']).split('\n');
  expect(lines.slice(0, 3)).toEqual(['<!doctype html>', '<html lang="en">', '<head>']);
  expect(lines).toContain('<title>A &amp; B</title>');
  expect(lines).toContain(
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">`,
  );
  expect(lines.slice(-9)).toEqual([
    '</head>',
    '<body>',
    '<main>',
    '<p>one</p>',
    '<p>two</p>',
    '</main>',
    '</body>',
    '</html>',
    '',
  ]);
});
