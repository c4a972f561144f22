import { readFile } from 'node:fs/promises';

/**
 * Leaves zod's conversion to JSON Schema out of a bundle: every schema refers to it, so that 18 KB of code that no run
 * calls would be read by each. Calling it throws. For esbuild.
 * @type {import('esbuild').Plugin}
 */
export const leaveOutJsonSchema = {
  name: 'leave-out-json-schema',
  setup(build) {
    const filter = /zod\/v4\/core\/(?:to-json-schema|json-schema-processors)\.js$/;
    build.onLoad({ filter }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const names = [...source.matchAll(/^export (?:const|function) (\w+)/gm)].map(
        ([, name = '']) => name,
      );
      const contents = [
        'const refuse = () => { throw new Error("JSON Schema is left out of this bundle"); };',
        ...names.map((name) =>
          // These two are called for every schema, to make the method that no one calls.
          /^create\w+Method$/.test(name)
            ? `export const ${name} = () => refuse;`
            : `export const ${name} = refuse;`,
        ),
      ].join('\n');
      return { contents, loader: 'js' };
    });
  },
};
