import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe } from 'vitest';

const sharedFolder = path.resolve(import.meta.dirname, '../../../shared/testdata');
const present = existsSync(sharedFolder);

/** A file of the test data that lies beside a checkout, not in it: `clips/…`, `photos/…`, `models`, `golden/…`. */
export const sharedFile = (name: string): string => path.join(sharedFolder, name);

/** A suite that needs the shared test data; without it the suite is skipped, and its title says why. */
export function describeWithShared(title: string, tests: () => void): void {
  describe.skipIf(!present)(present ? title : `${title} (skipped: no test data at ${sharedFolder})`, tests);
}
