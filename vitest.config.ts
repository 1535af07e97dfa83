import { defineConfig } from 'vitest/config';

/** One project a kind of test; `npm test` runs those that need no server. */
const project = (
  name: string,
  testTimeout: number,
  more: { readonly isolate?: boolean; readonly maxWorkers?: number } = {},
) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], testTimeout, hookTimeout: testTimeout, ...more },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', 20_000),
      project('conformance', 60_000),
      // One process for all of them: loading the CDK takes longer than the tests.
      project('stack', 120_000, { isolate: false, maxWorkers: 1 }),
      project('media', 240_000),
      // Against servers, which the tests start; npm's scripts install them.
      project('integration', 600_000),
      project('localstack', 600_000),
      project('e2e-aws', 600_000),
      project('e2e', 300_000),
      // Packs the project and installs it from npm's registry.
      project('packed', 300_000),
      project('long', 1_800_000),
    ],
  },
});
