import { z } from 'zod';
import { plainText, repositoryPath } from './formats';

/** Benchmarks of a repository. */
export const performanceSettings = z
  .strictObject({
    paths: z
      .array(repositoryPath)
      .min(1)
      .max(20)
      .default(['benchmarks'])
      .describe('Files and directories with benchmarks for pytest-benchmark.'),
    command: z
      .tuple([plainText], plainText)
      .exactOptional()
      .describe(
        'Benchmarks without pytest-benchmark: a command that writes `{"name": seconds}` to the file that the environment variable BENCHMARK_JSON names. It replaces `paths`.',
      ),
    minutes: z
      .int()
      .min(1)
      .max(60)
      .default(10)
      .describe(
        'Minutes that the benchmarks may take. A change is compared with its base where eight rounds of both fit.',
      ),
    tolerance: z
      .number()
      .min(1)
      .max(100)
      .default(5)
      .describe('Percent that a benchmark may be slower before the gate says so.'),
  })
  .describe(
    'Benchmarks in a job of their own, compared with those of the base; absent, there is no such job. Whether they block: `gates.performance`.',
  );
