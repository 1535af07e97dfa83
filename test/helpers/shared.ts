import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe } from 'vitest';

const sharedFolder = path.resolve(import.meta.dirname, '../../../shared/testdata');
const present = existsSync(sharedFolder);

/** A file of the test data that lies beside a checkout, not in it: `clips/…`, `photos/…`, `models`, `golden/…`. */
export const sharedFile = (name: string): string => path.join(sharedFolder, name);

/**
 * A suite that needs the shared test data. Without it the suite is skipped, and its title says why; on CI it fails
 * instead, since nobody would see it there.
 */
export function describeWithShared(title: string, tests: () => void): void {
  const missing = `no test data at ${sharedFolder}`;
  if (!present && process.env.CI !== undefined) throw new Error(missing);
  describe.skipIf(!present)(present ? title : `${title} (skipped: ${missing})`, tests);
}
