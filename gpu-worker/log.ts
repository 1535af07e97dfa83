import { pino } from 'pino';
import type { Log } from './ports.ts';
import { scrubText, scrubValue } from './scrub.ts';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
type LogLevel = (typeof logLevels)[number];

/**
 * A log of one JSON object a line, secrets taken out. It writes at once: the last line before a crash is not lost.
 * @param write takes the lines; standard error when left out, so that standard output stays free for results
 */
export function createLog(level: LogLevel, write?: (line: string) => void): Log {
  const destination = write === undefined ? pino.destination({ fd: 2, sync: true }) : { write };
  const logger = pino({ level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  return {
    info: (fields, message) => logger.info(scrubValue(fields), scrubText(message)),
    warn: (fields, message) => logger.warn(scrubValue(fields), scrubText(message)),
    error: (fields, message) => logger.error(scrubValue(fields), scrubText(message)),
  };
}
