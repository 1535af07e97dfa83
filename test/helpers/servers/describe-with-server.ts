import { describe } from 'vitest';
import { installedProgram, type ServerName } from './server-tools.ts';

/**
 * Tests against a server. Where it could not be installed they are skipped, and the title says so; with
 * `FACELINE_REQUIRE_TOOLS`, which `.ci/run` sets, they fail instead, since nobody would see it there.
 */
export function describeWithServer(server: ServerName, title: string, tests: () => void): void {
  const present = installedProgram(server) !== undefined;
  const missing = `${server} is not installed; node test/servers/install.ts ${server} says why`;
  if (!present && process.env.FACELINE_REQUIRE_TOOLS !== undefined) throw new Error(missing);
  describe.skipIf(!present)(present ? title : `${title} (skipped: ${missing})`, tests);
}
