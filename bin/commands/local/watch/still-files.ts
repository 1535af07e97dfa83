const stillForMs = 2000;

/**
 * Tells files that are being written from those that stand still.
 * @returns a look: takes a file's size and time of change, by name, and gives those whose state has not changed for two
 *   seconds
 */
export function stillFiles(): (states: ReadonlyMap<string, string>, nowMs: number) => string[] {
  let seen = new Map<string, { readonly state: string; readonly sinceMs: number }>();
  return (states, nowMs) => {
    const next: typeof seen = new Map();
    for (const [name, state] of states) {
      const before = seen.get(name);
      next.set(name, before?.state === state ? before : { state, sinceMs: nowMs });
    }
    seen = next;
    return [...seen].filter(([, { sinceMs }]) => nowMs - sinceMs >= stillForMs).map(([name]) => name);
  };
}
