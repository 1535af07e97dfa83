export interface Interrupt {
  readonly signal: AbortSignal;
  /** Signals end the process again as they would by default. */
  release(): void;
}

/**
 * Fires at the first SIGINT or SIGTERM. Later ones change nothing: npm and our launcher hand on the Ctrl-C that the
 * terminal has sent already, and a second one must not end what tidies up after the first.
 */
export function interruptOnSignals(): Interrupt {
  const interrupt = new AbortController();
  const onSignal = (): void => interrupt.abort();
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    signal: interrupt.signal,
    release: () => void process.off('SIGINT', onSignal).off('SIGTERM', onSignal),
  };
}
