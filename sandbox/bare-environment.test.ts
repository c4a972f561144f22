import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bareEnvironment } from './bare-environment';

test('foreign code gets no token, no home and no address with a password of the caller', () => {
  const given = {
    LANG: 'C.UTF-8',
    SSL_CERT_FILE: '/etc/ssl/ca.pem',
    HOME: '/srv/ann',
    AWS_SECRET_ACCESS_KEY: 'secret',
    GITHUB_TOKEN: 'secret',
    SSH_AUTH_SOCK: '/tmp/agent',
    UV_DEFAULT_INDEX: 'https://ann:secret@packages.example.com/simple',
    HTTPS_PROXY: 'http://ann:secret@proxy.example.com',
    http_proxy: 'http://proxy.example.com',
  };
  const { PATH: _path, ...rest } = bareEnvironment(given);
  expect(rest).toEqual({
    LANG: 'C.UTF-8',
    SSL_CERT_FILE: '/etc/ssl/ca.pem',
    http_proxy: 'http://proxy.example.com',
  });
});

test('what is proven is installed from the index of the caller, by Poetry too', () => {
  const index = 'https://packages.example.com/simple';
  const { PATH: _path, ...rest } = bareEnvironment({ PIP_INDEX_URL: index });
  expect(rest).toEqual({ PIP_INDEX_URL: index, POETRY_PYPI_MIRROR_URL: index });
  const mirror = { UV_INDEX_URL: index, POETRY_PYPI_MIRROR_URL: `${index}/mirror` };
  expect(bareEnvironment(mirror)).toMatchObject(mirror);
});

test('foreign code finds the compilers and interpreters below the home of the caller', () => {
  const home = mkdtempSync(join(tmpdir(), 'gatehouse-home-'));
  try {
    mkdirSync(join(home, '.rustup'));
    const { PATH: _path, ...rest } = bareEnvironment({ HOME: home, PYENV_ROOT: '/nowhere/pyenv' });
    expect(rest).toEqual({ RUSTUP_HOME: join(home, '.rustup') });
  } finally {
    rmSync(home, { recursive: true });
  }
});

test('foreign code finds all interpreters of pyenv, first the one of the caller', () => {
  const root = mkdtempSync(join(tmpdir(), 'gatehouse-pyenv-'));
  try {
    for (const version of ['3.10.1', '3.11.2', '3.12.3'])
      mkdirSync(join(root, 'versions', version), { recursive: true });
    writeFileSync(join(root, 'version'), '3.11.2\n');
    const given = { HOME: root, PYENV_ROOT: root };
    expect(bareEnvironment(given)['PYENV_VERSION']).toBe('3.11.2:3.10.1:3.12.3');
    const chosen = { ...given, PYENV_VERSION: '3.12.3' };
    expect(bareEnvironment(chosen)['PYENV_VERSION']).toBe('3.12.3:3.10.1:3.11.2');
  } finally {
    rmSync(root, { recursive: true });
  }
});
