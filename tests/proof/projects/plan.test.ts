import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { stringify } from 'yaml';
import { detectRepository, proposedSettings } from '../../../core/project';
import { WorkingCopy } from '../../main-job/working-copy';
import { treeOfShape } from '../../projects/shape-tree';
import { shapes } from '../../projects/shapes';

test('a stack of all shapes, with what is read out of them, is planned and refused by no policy', async () => {
  const copy = WorkingCopy.create();
  try {
    const repositories = await Promise.all(
      shapes.map(async (shape) => {
        const [project] = (await detectRepository(treeOfShape(shape))).projects;
        return {
          name: shape.name,
          ...(project === undefined ? {} : proposedSettings(project).settings),
        };
      }),
    );
    const config = {
      'gatehouse:github': { owner: 'acme' },
      'gatehouse:delivery': { mode: 'pullRequest' },
      'gatehouse:repositories': repositories,
    };
    writeFileSync(path.join(copy.directory, 'Pulumi.shapes.yaml'), stringify({ config }));
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
        path.join('cli', 'bin.mjs'),
        ...['plan', '--json', '--stack', 'shapes', '--policy-pack', 'policies'],
        ...['--policy-pack-config', 'sandbox/own-policy-config.json'],
      ],
      { cwd: copy.directory, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
    );
    expect({ status, output: status === 0 ? '' : stdout + stderr }).toEqual({
      status: 0,
      output: '',
    });
    for (const { name } of shapes) expect(stdout).toContain(`"${name}-files-commit"`);
  } finally {
    copy.remove();
  }
});
