/**
 * Installs servers that tests run against, and linters, into the tools folder, unless they are there.
 * Usage: node test/servers/install.ts [ministack] [localstack] [minio] [cfn-lint] [hadolint]   (all when none is named)
 * What cannot be had here is said, and its tests are skipped by name; with FACELINE_REQUIRE_TOOLS=1 that is a failure.
 */
import { installedProgram, installServer, serverNames } from '../helpers/servers/server-tools.ts';

const named = serverNames.filter((name) => process.argv.includes(name));
for (const name of named.length > 0 ? named : serverNames) {
  if (installedProgram(name) !== undefined) continue;
  const startedAt = performance.now();
  process.stdout.write(`installing ${name} …\n`);
  try {
    await installServer(name);
    process.stdout.write(`installed ${name} in ${Math.round((performance.now() - startedAt) / 1000)} s\n`);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    process.stderr.write(`${name} cannot be installed: ${why}\n`);
    if (process.env.FACELINE_REQUIRE_TOOLS !== undefined) process.exitCode = 1;
  }
}
