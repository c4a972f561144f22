import { validateWorkflow } from './validate-workflow';

const job = 'jobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: "true"\n';

describe("GitHub's own parser", () => {
  it('accepts a sound workflow', () => {
    expect(validateWorkflow('w.yml', `on: push\n${job}`)).toEqual([]);
  });

  it.each([
    ['an unknown key', `on: push\nstepz: 1\n${job}`, 2],
    ['an unknown event', `on: pushed\n${job}`, 1],
    ['an impossible cron', `on:\n  schedule:\n    - cron: 99 * * * *\n${job}`, 3],
    ['a broken expression', `on: push\nrun-name: \${{ github. }}\n${job}`, 2],
    ['an unknown context', `on: push\n${job}      - run: echo \${{ githup.ref }}\n`, 7],
    ['jobs that wait for each other', `on: push\n${job}    needs: [a]\n`, 3],
    ['broken YAML', 'on: [push', undefined],
    ['no map', '- a', 1],
    ['an empty file', '', undefined],
    ['no trigger', `name: X\n${job}`, 1],
    ['jobs as a list', 'on: push\njobs: [a]\n', 2],
    [
      'a step that does nothing',
      'on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - name: x\n',
      6,
    ],
    ['a scope with an impossible right', `on: push\npermissions: {contents: all}\n${job}`, 2],
  ])('finds %s and its line', (_what, text, line) => {
    expect(validateWorkflow('w.yml', text)[0]).toMatchObject({
      code: 'github-workflow-parser',
      file: 'w.yml',
      ...(line === undefined ? {} : { line }),
    });
  });
});
