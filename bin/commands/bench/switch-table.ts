import { columns } from '../columns.ts';
import { megabytes } from '../megabytes.ts';
import type { LoadFigures, SwitchFigures } from './measure-switch.ts';

/** Most milliseconds that a task may take longer because the one before it had another preset. */
export const switchLimitMs = 50;

interface Measured {
  readonly presets: readonly SwitchFigures[];
  readonly loads: readonly LoadFigures[];
}

const slowestSwitchMs = ({ presets }: Measured): number =>
  Math.max(...presets.map(({ switchedMs, unswitchedMs }) => switchedMs - unswitchedMs));

export const isWithinLimit = (measured: Measured): boolean => slowestSwitchMs(measured) <= switchLimitMs;

/** Figures of switching as text. */
export function switchTable(names: readonly string[], measured: Measured): string {
  const { presets, loads } = measured;
  const tasks = presets.map(({ coldMs, unswitchedMs, switchedMs }, at) => [
    names[at] ?? '',
    ms(coldMs),
    ms(unswitchedMs),
    ms(switchedMs),
    ms(switchedMs - unswitchedMs),
  ]);
  const models = loads.map(({ name, sizeBytes, checkMs, sessionMs, loadMs }) => [
    name,
    megabytes(sizeBytes),
    ms(checkMs),
    ms(sessionMs),
    ms(loadMs),
    ms(loadMs - checkMs - sessionMs),
  ]);
  const verdict = `${isWithinLimit(measured) ? 'within' : 'more than'} the limit of ${switchLimitMs} ms`;
  return [
    columns([['task with preset', 'first of all', 'after the same', 'after the other', 'switch'], ...tasks]),
    columns([['cold load', 'file', 'read and checked', 'session', 'all', 'beyond both'], ...models]),
    `slowest switch: ${ms(slowestSwitchMs(measured))}, ${verdict}\n`,
  ].join('\n');
}

const ms = (value: number): string => `${value.toFixed(1)} ms`;
