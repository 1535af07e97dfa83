import path from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import * as z from 'zod';
import { FacelineError, permanent, transient } from '../../errors.ts';
import { makeFolders } from '../../files/make-folders.ts';
import type { Clock } from '../../ports.ts';

const schemaVersion = 1;
const busyTimeoutMs = 5000;

const schema = `
  CREATE TABLE messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    queue TEXT NOT NULL,
    body TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    visible_at INTEGER NOT NULL,
    receives INTEGER NOT NULL DEFAULT 0,
    received_at INTEGER,
    receipt TEXT
  ) STRICT;
  CREATE INDEX messages_visible ON messages (queue, visible_at, seq);
  PRAGMA user_version = ${schemaVersion};
`;

/** The SQLite file behind the local queues. Blocks its thread for the milliseconds that a statement takes. */
export class QueueDatabase {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Opens the file, and makes it when it is not there. Throws QUEUE_UNAVAILABLE and VERSION_MISMATCH. */
  static async open(file: string, clock: Clock): Promise<QueueDatabase> {
    if (file !== ':memory:') makeFolders(path.dirname(path.resolve(file)));
    for (let attempt = 1; ; attempt += 1) {
      try {
        return new QueueDatabase(connect(file));
      } catch (cause) {
        // Changing to WAL does not wait for other processes that open the file in the same moment.
        if (!(cause instanceof FacelineError) || !cause.retryable || attempt === 50) throw cause;
        await clock.sleep(20 + attempt);
      }
    }
  }

  /** Runs statements as one transaction that nobody else's comes between. */
  write<T>(work: () => T): T {
    return guarded(() => {
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        this.#database.exec('COMMIT');
        return result;
      } catch (cause) {
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        throw cause;
      }
    });
  }

  /** Runs one statement; the number of rows it changed. */
  change(sql: string, values: Record<string, SQLInputValue>): number {
    return guarded(() => Number(this.#database.prepare(sql).run(values).changes));
  }

  /** The first row, parsed. */
  first<T>(row: z.ZodType<T>, sql: string, values: Record<string, SQLInputValue>): T | undefined {
    const found = guarded(() => this.#database.prepare(sql).get(values));
    return found === undefined ? undefined : row.parse({ ...found });
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }
}

function connect(file: string): DatabaseSync {
  return guarded(() => {
    const database = new DatabaseSync(file, { timeout: busyTimeoutMs });
    try {
      database.exec('PRAGMA journal_mode = WAL');
      // FULL: a message that was accepted, received or deleted is still so after a power cut.
      database.exec('PRAGMA synchronous = FULL');
      database.exec('BEGIN IMMEDIATE');
      const { user_version: found } = z
        .object({ user_version: z.int() })
        .parse({ ...database.prepare('PRAGMA user_version').get() });
      if (found === 0) database.exec(schema);
      database.exec('COMMIT');
      if (found !== 0 && found !== schemaVersion) {
        const versions = `has version ${found}; this program understands version ${schemaVersion}`;
        throw permanent('VERSION_MISMATCH', `The queue file ${file} ${versions}. Use another file or program.`);
      }
      return database;
    } catch (cause) {
      database.close();
      throw cause;
    }
  });
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof FacelineError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw transient('QUEUE_UNAVAILABLE', `The queue file did not do as asked: ${reason}.`, cause);
  }
}
