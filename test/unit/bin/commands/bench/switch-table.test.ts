import { expect, test } from 'vitest';
import { isWithinLimit, switchTable } from '../../../../../bin/commands/bench/switch-table.ts';

const measured = (switchMs: number) => ({
  presets: [
    { coldMs: 900, unswitchedMs: 200, switchedMs: 190 },
    { coldMs: 950, unswitchedMs: 300, switchedMs: 300 + switchMs },
  ],
  loads: [{ name: 'inswapper_128', sizeBytes: 554e6, checkMs: 700, sessionMs: 1100, loadMs: 1830 }],
});

test('a switch is judged against 50 ms, by the slower of the two', () => {
  expect([49, 50, 51].map((ms) => isWithinLimit(measured(ms)))).toEqual([true, true, false]);
  expect(isWithinLimit(measured(Number.NaN))).toBe(false);
  expect(switchTable(['a', 'b'], measured(20))).toMatch(/slowest switch: 20\.0 ms, within the limit of 50 ms/);
  expect(switchTable(['a', 'b'], measured(60))).toMatch(/slowest switch: 60\.0 ms, more than the limit of 50 ms/);
});

test('of a cold load, what is neither the checked file nor the session is told', () => {
  expect(switchTable(['a', 'b'], measured(20))).toMatch(
    /inswapper_128 +554\.0 MB +700\.0 ms +1100\.0 ms +1830\.0 ms +30\.0 ms/,
  );
});
