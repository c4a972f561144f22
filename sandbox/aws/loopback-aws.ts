import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { type Readable } from 'node:stream';
import { pinnedTool } from '../actions/tools';

/** AWS on loopback, as moto plays it. https://docs.getmoto.org/en/latest/docs/server_mode.html */
export interface LoopbackAws {
  readonly url: string;
  /** Variables with which the SDK finds it. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** An AWS that may still be starting: whoever needs it waits for it, and whoever does not closes it all the same. */
export interface StartingAws {
  /** @throws {Error} when it does not start, or was closed before. */
  ready(): Promise<LoopbackAws>;
  close(): Promise<void>;
}

export function startAws(): Promise<LoopbackAws> {
  return startingAws().ready();
}

/** Starts AWS and does not wait: it takes seconds, in which something else can be done. */
export function startingAws(): StartingAws {
  const child = spawn(pinnedTool('moto_server'), ['-H', '127.0.0.1', '-p', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PYTHONUNBUFFERED: '1' },
  });
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => {
      resolve();
    });
  });
  const close = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
  };
  const started = addressOf(child).then((url) => ({
    url,
    environment: {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
    close,
  }));
  // Rejects for whoever awaits it; until then, and where no one does, the process does not fail.
  started.catch(() => undefined);
  return { ready: () => started, close };
}

function addressOf(child: ChildProcessByStdio<null, null, Readable>): Promise<string> {
  return new Promise<string>((resolve, reject) => {
    let text = '';
    child.stderr.on('data', (chunk: Buffer) => {
      // Read to the end, so that the pipe never fills; only the address is of use.
      if (text.length > 10_000) return;
      text += chunk.toString('utf8');
      const address = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(text)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.on('error', reject);
    child.on('close', () => {
      reject(new Error(`moto ended: ${text}`));
    });
  });
}
