import { parseBlack, parseMypy } from './lint';

const [bold, red, green, plain] = ['\u001B[1m', '\u001B[31m', '\u001B[32m', '\u001B(B\u001B[m'];

test('mypy under FORCE_COLOR is read as without', () => {
  const clean = `${bold}${green}Success: no issues found in 8 source files${plain}\n`;
  expect(parseMypy(clean, 'mypy.txt')).toMatchObject({ ok: true, value: { count: 0 } });
  const finding = [
    `src/a.py:3: ${bold}${red}error:${plain} Name ${bold}"x"${plain} is not defined  [name-defined]`,
    `${bold}${red}Found 1 error in 1 file (checked 8 source files)${plain}`,
  ].join('\n');
  expect(parseMypy(finding, 'mypy.txt')).toMatchObject({
    ok: true,
    value: {
      count: 1,
      first: [
        { file: 'src/a.py', line: 3, rule: 'name-defined', message: 'Name "x" is not defined' },
      ],
    },
  });
});

test('black with colours is read as without', () => {
  const output = `${bold}would reformat src/a.py${plain}\n${bold}Oh no!${plain}\n${bold}1 file${plain} would be reformatted.\n`;
  expect(parseBlack(output, 'black.txt')).toMatchObject({ ok: true, value: { count: 1 } });
});
