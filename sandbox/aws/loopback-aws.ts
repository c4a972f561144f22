import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pinnedTool } from '../actions/tools';

/** AWS on loopback, as moto plays it. https://docs.getmoto.org/en/latest/docs/server_mode.html */
export interface LoopbackAws {
  readonly url: string;
  /** Variables with which the SDK finds it. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function startAws(): Promise<LoopbackAws> {
  const child = spawn(pinnedTool('moto_server'), ['-H', '127.0.0.1', '-p', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PYTHONUNBUFFERED: '1' },
  });
  const url = await new Promise<string>((resolve, reject) => {
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
  return {
    url,
    environment: {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
    close: async () => {
      const gone = once(child, 'close');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
