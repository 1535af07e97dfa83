/**
 * Runs `act` on every item, at most `atOnce` at a time. The first error stops it: nothing new is started, what runs is
 * waited for, and the error is thrown.
 */
export async function forEachBounded<Item>(
  items: readonly Item[],
  atOnce: number,
  act: (item: Item) => Promise<void>,
): Promise<void> {
  const rest = items.values();
  const errors: unknown[] = [];
  const lane = async () => {
    for (const item of rest) {
      if (errors.length > 0) return;
      try {
        await act(item);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, lane));
  if (errors.length > 0) throw errors[0];
}
