export interface Interrupt {
  readonly signal: AbortSignal;
  /** Signals end the process again as they would by default. */
  release(): void;
}

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Fires at the first SIGINT, SIGTERM or SIGHUP (the terminal was closed). Later ones change nothing: npm and our launcher hand on the Ctrl-C that the
 * terminal has sent already, and a second one must not end what tidies up after the first.
 */
export function interruptOnSignals(): Interrupt {
  const interrupt = new AbortController();
  const onSignal = (): void => interrupt.abort();
  for (const signal of signals) process.on(signal, onSignal);
  return {
    signal: interrupt.signal,
    release: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
