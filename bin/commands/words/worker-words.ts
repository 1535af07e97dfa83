import * as z from 'zod';
import { parseJsonWith } from '../../../contract/parse.ts';
import { durationText } from '../../../functions/notify/duration-text.ts';
import { exitCodes } from '../../../gpu-worker/loop/supervisor.ts';
import type { Log } from '../../../gpu-worker/ports.ts';

const lineSchema = z.looseObject({
  level: z.int(),
  msg: z.string(),
  code: z.string().optional(),
  problem: z.string().optional(),
  outcome: z.string().optional(),
  attempt: z.int().optional(),
  delayS: z.number().optional(),
});
type LogLine = z.infer<typeof lineSchema>;

/** Pino's number of `error`. */
const errorLevel = 50;
const mostNativeLines = 8;
/** What the supervisor says of it. */
const died = 'the worker process died';

export interface WorkerWords {
  /** Takes one line of the worker's standard error: one of its log, or whatever a native library wrote. */
  line(text: string): void;
  /** A log of the process that supervises the worker: errors are said. */
  readonly log: Log;
  /** Why the worker ended, as far as its last lines say. */
  lastWords(): string | undefined;
}

/** Makes sentences of what a worker logs; what native libraries write is kept for the case that it dies of it. */
export function workerWords(say: (text: string) => void): WorkerWords {
  let native: string[] = [];
  let fatal: string | undefined;
  const lastWords = (): string | undefined => fatal ?? (native.length === 0 ? undefined : native.join(' '));
  return {
    lastWords,
    line(text) {
      const parsed = parseJsonWith(lineSchema, text, 'log line');
      if (!parsed.ok) {
        if (text.trim() !== '') native = [...native, text.trim()].slice(-mostNativeLines);
        return;
      }
      const { level, msg, code } = parsed.value;
      if (parsed.value.outcome === 'retried') say(retrySentence(parsed.value));
      // What becomes of a task is in its report.
      else if (level < errorLevel || parsed.value.outcome !== undefined) return;
      else if (code !== undefined) fatal = `${code}: ${msg}`;
      else say(`${asSentence(msg)}`);
    },
    log: {
      info: () => undefined,
      warn: () => undefined,
      error(fields, message) {
        // Where a setting is wrong, the end of the run says so.
        if (fields.code === exitCodes.settings) return;
        const how = typeof fields.signal === 'string' ? ` (${fields.signal})` : exitText(fields.code);
        const words = lastWords();
        const next = message === died ? ' and is started again' : '';
        say(`${asSentence(`${message}${how}${next}`)}${words === undefined ? '' : ` Its last words: ${words}`}`);
        native = [];
        fatal = undefined;
      },
    },
  };
}

function retrySentence({ attempt = 1, code = 'INTERNAL', problem = '', delayS = 0 }: LogLine): string {
  const when = delayS < 1 ? 'at once' : `in ${durationText(delayS)}`;
  return `Attempt ${attempt} did not succeed and is repeated ${when}. ${code}: ${problem}`;
}

const exitText = (code: unknown): string => (typeof code === 'number' ? ` (exit code ${code})` : '');

const asSentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
