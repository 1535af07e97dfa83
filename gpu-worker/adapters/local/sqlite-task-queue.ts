import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import * as z from 'zod';
import { systemClock } from '../../clock.ts';
import { permanent, transient } from '../../errors.ts';
import type { Clock, TaskMessage, TaskQueue } from '../../ports.ts';
import { maxInvisibleS } from '../../queue-limits.ts';
import { QueueDatabase } from './queue-database.ts';

const pollMs = 100;

export interface LocalQueues {
  readonly tasks: TaskQueue;
  /** Messages that were received `maxReceives` times and never deleted. */
  readonly dead: TaskQueue;
  close(): void;
}

/**
 * A task queue and the dead-letter queue behind it, in one SQLite file that several processes may open at once.
 * Messages survive `kill -9` and power cuts. `:memory:` is a queue of this process only.
 */
export async function openLocalQueues(
  file: string,
  options: { readonly maxReceives?: number; readonly clock?: Clock } = {},
): Promise<LocalQueues> {
  const { maxReceives = 5, clock = systemClock } = options;
  const database = await QueueDatabase.open(file, clock);
  const sent = new EventEmitter();
  // Every waiting receive listens.
  sent.setMaxListeners(0);
  const shared = { database, clock, maxReceives, sent };
  return {
    tasks: new SqliteTaskQueue('tasks', shared),
    dead: new SqliteTaskQueue('dead', shared),
    close: () => database.close(),
  };
}

interface Shared {
  readonly database: QueueDatabase;
  readonly clock: Clock;
  readonly maxReceives: number;
  /** Says `sent` when this process made a message visible, so that a waiting receive need not poll for it. */
  readonly sent: EventEmitter;
}

const rowSchema = z.object({ id: z.string(), body: z.string(), sent_at: z.int(), receives: z.int() });
const existsSchema = z.object({ found: z.int() });
const depthSchema = z.object({ visible: z.int(), delayed: z.int(), inFlight: z.int() });

const nextVisible = 'FROM messages WHERE queue = :queue AND visible_at <= :now ORDER BY visible_at, seq LIMIT 1';

class SqliteTaskQueue implements TaskQueue {
  readonly #queue: 'tasks' | 'dead';
  readonly #shared: Shared;

  constructor(queue: 'tasks' | 'dead', shared: Shared) {
    this.#queue = queue;
    this.#shared = shared;
  }

  async send(bodies: readonly string[], options: { readonly delayS?: number } = {}): Promise<void> {
    const { database, clock, sent } = this.#shared;
    const now = clock.now();
    const visibleAt = now + checkedSeconds(options.delayS ?? 0) * 1000;
    const sql =
      'INSERT INTO messages (id, queue, body, sent_at, visible_at) VALUES (:id, :queue, :body, :now, :visibleAt)';
    database.write(() => {
      for (const body of bodies) {
        database.change(sql, { id: randomUUID(), queue: this.#queue, body, now, visibleAt });
      }
    });
    sent.emit('sent');
  }

  async receive(request: {
    readonly visibilityS: number;
    readonly waitS: number;
    readonly signal?: AbortSignal;
  }): Promise<TaskMessage | undefined> {
    const { clock } = this.#shared;
    const { signal } = request;
    const visibilityMs = checkedSeconds(request.visibilityS) * 1000;
    const until = clock.now() + request.waitS * 1000;
    while (signal?.aborted !== true) {
      const message = this.#take(visibilityMs);
      const leftMs = until - clock.now();
      if (message !== undefined || leftMs <= 0) return message;
      await this.#nap(Math.min(pollMs, leftMs), signal);
    }
    return undefined;
  }

  async extend(message: TaskMessage, visibilityS: number): Promise<void> {
    this.#changeHeld(message, 'visible_at = :visibleAt', checkedSeconds(visibilityS));
  }

  async delete(message: TaskMessage): Promise<void> {
    const { id, receipt } = message;
    const sql = 'DELETE FROM messages WHERE id = :id AND queue = :queue AND receipt = :receipt';
    this.#shared.database.change(sql, { id, receipt, queue: this.#queue });
  }

  async giveBack(message: TaskMessage, delayS: number): Promise<void> {
    this.#changeHeld(message, 'visible_at = :visibleAt, receipt = NULL', checkedSeconds(delayS));
    this.#shared.sent.emit('sent');
  }

  async postpone(message: TaskMessage, delayS: number): Promise<void> {
    const change = 'visible_at = :visibleAt, receipt = NULL, receives = receives - 1';
    this.#changeHeld(message, change, checkedSeconds(delayS));
    this.#shared.sent.emit('sent');
  }

  async depth(): Promise<{ readonly visible: number; readonly delayed: number; readonly inFlight: number }> {
    const { database, clock } = this.#shared;
    const now = clock.now();
    this.#buryExhausted(now);
    const sql = `SELECT count(*) FILTER (WHERE visible_at <= :now) AS visible,
        count(*) FILTER (WHERE visible_at > :now AND receipt IS NULL) AS delayed,
        count(*) FILTER (WHERE visible_at > :now AND receipt IS NOT NULL) AS inFlight
      FROM messages WHERE queue = :queue`;
    const found = database.first(depthSchema, sql, { queue: this.#queue, now });
    return found ?? { visible: 0, delayed: 0, inFlight: 0 };
  }

  /** Waits until something is sent, the signal fires or the time is over. */
  async #nap(ms: number, signal: AbortSignal | undefined): Promise<void> {
    const { clock, sent } = this.#shared;
    const woken = new AbortController();
    const wake = () => woken.abort();
    sent.once('sent', wake);
    signal?.addEventListener('abort', wake, { once: true });
    await clock.sleep(ms, woken.signal);
    sent.off('sent', wake);
    signal?.removeEventListener('abort', wake);
  }

  #take(visibilityMs: number): TaskMessage | undefined {
    const { database, clock } = this.#shared;
    const queue = this.#queue;
    this.#buryExhausted(clock.now());
    // A look that locks nothing: idle workers do not stand in each other's way.
    if (database.first(existsSchema, `SELECT 1 AS found ${nextVisible}`, { queue, now: clock.now() }) === undefined) {
      return undefined;
    }
    const receipt = randomUUID();
    const row = database.write(() => {
      const now = clock.now();
      // Once more, at this very moment: another may have run out of time since the look above.
      this.#buryExhausted(now);
      const next = database.first(rowSchema, `SELECT id, body, sent_at, receives ${nextVisible}`, { queue, now });
      if (next === undefined) return undefined;
      const sql = `UPDATE messages SET receives = receives + 1, receipt = :receipt, received_at = :now,
        visible_at = :visibleAt WHERE id = :id`;
      database.change(sql, { id: next.id, receipt, now, visibleAt: now + visibilityMs });
      return next;
    });
    if (row === undefined) return undefined;
    const { id, body, receives } = row;
    return { id, body, attempt: receives + 1, sentAt: new Date(row.sent_at), receipt };
  }

  /** Moves messages whose attempts are used up to the dead letters. SQS does so at their next receive. */
  #buryExhausted(now: number): void {
    const { database, maxReceives } = this.#shared;
    const exhausted = `queue = 'tasks' AND visible_at <= :now AND receives >= :maxReceives`;
    const values = { now, maxReceives };
    if (!database.first(existsSchema, `SELECT 1 AS found FROM messages WHERE ${exhausted} LIMIT 1`, values)) return;
    const change = `queue = 'dead', receives = 0, receipt = NULL, received_at = NULL`;
    database.change(`UPDATE messages SET ${change} WHERE ${exhausted}`, values);
  }

  #changeHeld(message: TaskMessage, change: string, seconds: number): void {
    const { database, clock } = this.#shared;
    const { id, receipt } = message;
    database.write(() => {
      const now = clock.now();
      const held = 'FROM messages WHERE id = :id AND queue = :queue AND receipt = :receipt AND visible_at > :now';
      const values = { id, receipt, queue: this.#queue, now };
      const found = database.first(z.object({ received_at: z.int() }), `SELECT received_at ${held}`, values);
      if (found === undefined) {
        throw transient('LEASE_LOST', `The receipt of message ${id} no longer holds: its time ran out.`);
      }
      if (now + seconds * 1000 > found.received_at + maxInvisibleS * 1000) {
        const limit = '12 hours in all from its receive';
        throw permanent('DEADLINE', `A message can be kept invisible for ${limit}; ${seconds} s more exceed that.`);
      }
      database.change(`UPDATE messages SET ${change} WHERE id = :id`, { id, visibleAt: now + seconds * 1000 });
    });
  }
}

function checkedSeconds(seconds: number): number {
  if (Number.isFinite(seconds) && seconds >= 0 && seconds <= maxInvisibleS) return seconds;
  throw permanent('INTERNAL', `A delay or visibility is 0 to ${maxInvisibleS} seconds, not ${seconds}.`);
}
