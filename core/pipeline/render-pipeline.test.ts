import type * as WorkflowParser from '@actions/workflow-parser' with {
  'resolution-mode': 'import',
};
import fc from 'fast-check';
import { isMap, isScalar, isSeq, parse, parseDocument, type ParsedNode } from 'yaml';
import { exampleSettings } from './example-settings';
import type * as RenderFiles from './render-files';
import { renderFiles } from './render-files';
import { renderPipeline } from './render-pipeline';
import { type PipelineSettings } from '../config/pipeline-settings';

/** Contents that GitHub's own parser was given, each time it was. */
const mockParsed: string[] = [];

jest.mock('../../build/workflow-parser.cjs', () => {
  const real = jest.requireActual<typeof WorkflowParser>('../../build/workflow-parser.cjs');
  const parseWorkflow = (...args: Parameters<typeof real.parseWorkflow>) => {
    mockParsed.push(args[0].content);
    return real.parseWorkflow(...args);
  };
  return { ...real, parseWorkflow };
});

const workflowsOf = (settings: PipelineSettings) =>
  renderPipeline(settings).files.filter((file) => file.path.startsWith('.github/workflows/'));

describe("GitHub's own parser", () => {
  test('is given every workflow of a fleet, each distinct content once', () => {
    mockParsed.length = 0;
    const fleet = Array.from({ length: 40 }, (_, index) => ({
      ...exampleSettings,
      repository: `service-${String(index)}`,
      gates: { ...exampleSettings.gates, coverage: 81 + (index % 4) },
    }));
    const rendered = fleet.flatMap(workflowsOf);
    expect(rendered).toHaveLength(4 * fleet.length);
    expect([...mockParsed].sort()).toEqual(
      [...new Set(rendered.map((file) => file.content))].sort(),
    );
    expect(mockParsed).toHaveLength(3 + 4);
  });

  test('a merge queue waits for the longest path of timeouts, and one that cannot is refused', () => {
    const queued = { ...exampleSettings, mergeQueue: true };
    // Test Suite, MCP Dry Run, Build Packages, CI Success; two minutes for the runner of each.
    expect(renderPipeline(queued).queueMinutes).toBe(30 + 20 + 15 + 5 + 4 * 2);
    const timeouts = { ...exampleSettings.timeouts, test: 313 };
    const { files, problems } = renderPipeline({ ...queued, timeouts });
    expect(files).toEqual([]);
    expect(problems).toMatchObject([
      { code: 'queue-time', path: 'timeouts', found: expect.stringContaining('361') as string },
    ]);
    const shorter = { ...timeouts, test: 312 };
    expect(renderPipeline({ ...queued, timeouts: shorter })).toMatchObject({
      problems: [],
      queueMinutes: 360,
    });
    expect(renderPipeline({ ...exampleSettings, timeouts }).problems).toEqual([]);
  });

  test('refuses a workflow by repository, file, line and the text that stands there', () => {
    const { files, requiredChecks, problems } = renderPipeline({
      ...exampleSettings,
      owner: 'acme',
      repository: 'orders',
      schedules: { ...exampleSettings.schedules, readiness: '99 9 * * *' },
    });
    expect([files, requiredChecks]).toEqual([[], []]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({
      code: 'github-workflow-parser',
      file: 'acme/orders/.github/workflows/update-readiness.yml',
      found: '- cron: 99 9 * * *',
    });
    expect(problems[0]?.line).toBeGreaterThan(0);
    expect(problems[0]?.column).toBeGreaterThan(0);
  });

  test('names each repository of a fleet although their content is parsed once', () => {
    const broken = { ...exampleSettings, schedules: { readiness: '0 9 * *', smoke: '0 0 * * *' } };
    for (const repository of ['one', 'two']) {
      const [problem] = renderPipeline({ ...broken, owner: 'acme', repository }).problems;
      expect(problem?.file).toBe(`acme/${repository}/.github/workflows/update-readiness.yml`);
    }
  });
});

test('a problem of the settings names the repository and the field', () => {
  const { problems } = renderPipeline({
    ...exampleSettings,
    owner: 'acme',
    repository: 'orders',
    runner: '${{ vars.X }}',
  });
  expect(problems).toMatchObject([
    { code: 'expression-in-setting', file: 'acme/orders', path: 'runner' },
  ]);
});

/** The same value with the keys of every map in another order. */
function shuffled(value: unknown, order: (size: number) => readonly number[]): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => shuffled(item, order));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    order(entries.length).flatMap((index) => {
      const found = entries[index];
      return found === undefined ? [] : [[found[0], shuffled(found[1], order)]];
    }),
  );
}

describe('rendering', () => {
  test('does not depend on the order of keys, nor on what was rendered before', () => {
    const expected = renderFiles(exampleSettings).files;
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (stream) => {
        const order = (size: number) =>
          Array.from({ length: size }, (_, index) => ({ index, by: stream.next().value }))
            .sort((a, b) => (a.by ?? 0) - (b.by ?? 0))
            .map(({ index }) => index);
        const settings = shuffled(exampleSettings, order) as PipelineSettings;
        jest.isolateModules(() => {
          // A fresh module has an empty memo, so this is rendered anew.
          const fresh = jest.requireActual<typeof RenderFiles>('./render-files');
          expect(fresh.renderFiles(settings).files).toEqual(expected);
        });
      }),
      { numRuns: 8 },
    );
  });

  test('the names of owner and repository reach no file', () => {
    const other = { ...exampleSettings, owner: 'someone', repository: 'else' };
    expect(renderPipeline(other).files).toEqual(renderPipeline(exampleSettings).files);
    expect(JSON.stringify(renderPipeline(other).files)).not.toContain('octo-org');
  });

  test('keeps every script a literal block whose text is the script', () => {
    let scripts = 0;
    for (const { content } of workflowsOf(exampleSettings)) {
      eachScript(parseDocument(content).contents, (node, source) => {
        scripts += 1;
        expect(node.type).toBe('BLOCK_LITERAL');
        expect(source).not.toContain('${{');
      });
      const plain = /^( *)run: (?!\|$)/m.exec(content);
      expect(plain).toBeNull();
    }
    expect(scripts).toBeGreaterThan(15);
  });

  test('is what both versions of YAML read alike, and what is read renders nothing different', () => {
    for (const { content } of renderPipeline(exampleSettings).files.filter((file) =>
      file.path.endsWith('.yml'),
    )) {
      const modern = parse(content, { version: '1.2' }) as unknown;
      expect(parse(content, { version: '1.1', merge: false })).toEqual(modern);
      // The document's own text, comments included, survives a reader that writes it back.
      expect(parse(String(parseDocument(content)))).toEqual(modern);
    }
  });
});

/** Calls with every `run` of every step. */
function eachScript(
  node: ParsedNode | null,
  visit: (scalar: { readonly type?: string | null | undefined }, source: string) => void,
): void {
  if (isSeq(node)) for (const item of node.items) eachScript(item, visit);
  if (!isMap(node)) return;
  for (const { key, value } of node.items) {
    if (isScalar(key) && key.value === 'run' && isScalar(value)) {
      visit(value, String(value.value));
    } else eachScript(value, visit);
  }
}
