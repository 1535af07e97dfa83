import { expect, test } from 'vitest';
import { interruptOnSignals } from '../../../../bin/commands/interrupt-on-signals.ts';

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'a second %s does not end what tidies up after the first',
  (signal) => {
    const before = process.listenerCount(signal);
    const interrupt = interruptOnSignals();
    process.emit(signal);
    expect(interrupt.signal.aborted).toBe(true);
    // Without a listener the signal's default would end the process.
    expect(process.listenerCount(signal)).toBe(before + 1);
    interrupt.release();
    expect(process.listenerCount(signal)).toBe(before);
  },
);
