import { describe } from 'vitest';
import { installedProgram, type ServerName } from './server-tools.ts';

/**
 * Tests against a server. Where it could not be installed they are skipped, and the title says so; on CI they fail
 * instead, since nobody would see it there.
 */
export function describeWithServer(server: ServerName, title: string, tests: () => void): void {
  const present = installedProgram(server) !== undefined;
  const missing = `${server} is not installed; node test/servers/install.ts ${server} says why`;
  if (!present && process.env.CI !== undefined) throw new Error(missing);
  describe.skipIf(!present)(present ? title : `${title} (skipped: ${missing})`, tests);
}
