import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Test files at once where none depends on being alone: both of two cores are kept busy. */
const together = { maxWorkers: Math.max(2, availableParallelism() - 1), sequence: { groupOrder: 0 } };
/** One file after the other, when the others are done: they start processes of their own, or look at the clock. */
const alone = { maxWorkers: 1, sequence: { groupOrder: 1 } };

/** One project a kind of test; `npm test` runs those that need no server. */
const project = (name: string, testTimeout: number, more: typeof alone & { readonly isolate?: boolean }) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout, hookTimeout: testTimeout, ...more },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', 20_000, together),
      project('conformance', 60_000, together),
      project('media', 240_000, together),
      // One process for all of them: loading the CDK takes longer than the tests.
      project('stack', 120_000, { ...alone, isolate: false }),
      project('e2e', 300_000, alone),
      // Against servers, which the tests start; npm's scripts install them.
      project('integration', 600_000, alone),
      project('localstack', 600_000, alone),
      project('e2e-aws', 600_000, alone),
      // Packs the project and installs it from npm's registry.
      project('packed', 300_000, alone),
      project('long', 1_800_000, alone),
    ],
  },
});
