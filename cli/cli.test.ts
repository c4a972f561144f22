import { runCli } from './cli';

/** What a command line prints to a terminal of the given width, and its exit code. */
async function printed(argv: readonly string[], columns?: number) {
  let text = '';
  const stream = {
    columns,
    isTTY: columns !== undefined,
    write: (part: string) => {
      text += part;
      return true;
    },
  } as unknown as NodeJS.WriteStream;
  const code = await runCli(argv, {
    version: '1.2.3',
    directory: '.',
    environment: {},
    stdin: process.stdin,
    stdout: stream,
    stderr: stream,
    interrupted: new AbortController().signal,
  });
  return { code, text, lines: text.trimEnd().split('\n') };
}

test('--version prints the version that was handed in', async () => {
  expect(await printed(['--version'])).toMatchObject({ code: 0, text: '1.2.3\n' });
});

describe('the help', () => {
  /** Command lines below which there is more help, and those that do something. */
  const commands = [
    ...[[], ['plan'], ['up'], ['down'], ['refresh'], ['doctor'], ['drift'], ['outputs']],
    ...[['config'], ['config', 'show'], ['config', 'explain'], ['config', 'move']],
    ...[['aws'], ['aws', 'status'], ['aws', 'redrive'], ['init'], ['incident']],
    ...[
      ['cost'],
      ['posture'],
      ['replay'],
      ['rollout'],
      ['rollout', 'status'],
      ['rollout', 'next'],
      ['rollout', 'revert'],
    ],
    ...[['check'], ['explain'], ['pace']],
    ...[['adopt'], ['eject']],
    ...[['stack'], ['stack', 'export']],
  ];

  test('is looked at for every command that there is', async () => {
    const listed = async (...path: string[]) =>
      (await printed([...path, '--help'], 200)).text
        .split('Commands:\n')[1]
        ?.split('\n')
        .flatMap((line) => /^ {2}(\w+)/.exec(line)?.[1] ?? [])
        .filter((name) => name !== 'help')
        .map((name) => [...path, name]);
    const found = [[], ...((await listed()) ?? [])];
    for (const group of ['config', 'rollout', 'aws', 'stack']) {
      const index = found.findIndex(([name]) => name === group);
      found.splice(index + 1, 0, ...((await listed(group)) ?? []));
    }
    expect(found).toEqual(commands);
  });

  test.each([80, 120, undefined].flatMap((width) => commands.map((path) => ({ width, path }))))(
    'of "$path" in $width columns fills its lines, and none is longer',
    async ({ width = 80, path }) => {
      const { code, lines } = await printed([...path, '--help'], width);
      expect(code).toBe(0);
      expect(lines.filter((line) => line.length > width)).toEqual([]);
      // A line is continued by one that is indented as its text is, and only where the next word did not fit.
      const brokenEarly = lines.filter((line, index) => {
        const next = lines[index + 1] ?? '';
        const [, indent = '', word = ''] = /^( *)(\S*)/.exec(next) ?? [];
        const isContinued = word !== '' && (indent === '' || indent.length > 2);
        return isContinued && line !== '' && line.length + 1 + word.length <= width;
      });
      expect(brokenEarly).toEqual([]);
    },
  );
});
