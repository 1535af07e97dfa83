const stillForMs = 2000;

export interface StillFiles {
  /**
   * Files whose state has not changed for two seconds: nobody is writing them any more.
   * @param states a file's size and time of change, by name
   */
  look(states: ReadonlyMap<string, string>, nowMs: number): string[];
}

/** Tells files that are being written from those that stand still. */
export function stillFiles(): StillFiles {
  let seen = new Map<string, { readonly state: string; readonly sinceMs: number }>();
  return {
    look(states, nowMs) {
      const next: typeof seen = new Map();
      for (const [name, state] of states) {
        const before = seen.get(name);
        next.set(name, before?.state === state ? before : { state, sinceMs: nowMs });
      }
      seen = next;
      return [...seen].filter(([, { sinceMs }]) => nowMs - sinceMs >= stillForMs).map(([name]) => name);
    },
  };
}
