import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { shellPath, shellQuote } from '../../../core/pipeline/steps/shell-quote';

const hostile = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }).map((text) => text.replaceAll('\0', '')),
  fc.stringMatching(/^['"`$(){}\\;&|<>*?!#~ \n-]{1,12}$/),
  fc.constantFrom('$(touch pwned)', '`id`', "'; exit 1; '", '$HOME', '${IFS}', '\\', '-n', 'a\nb'),
);

describe('shellQuote', () => {
  it('gives bash exactly the text it was given, as one word', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 20 }), (words) => {
        const script = `printf '%s\\0' ${words.map(shellQuote).join(' ')}`;
        const output = execFileSync('bash', ['--noprofile', '--norc', '-eu', '-c', script]);
        expect(output.toString('utf8')).toBe(
          words.map((word) => `${Buffer.from(word).toString('utf8')}\0`).join(''),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('leaves harmless text bare', () => {
    expect(shellQuote('src/app-1.2_x')).toBe('src/app-1.2_x');
  });

  it('never lets a path pass for an option', () => {
    expect(shellPath('-rf')).toBe('./-rf');
  });
});
