import { columns } from '../columns.ts';
import type { LoadFigures, SwitchFigures } from './measure-switch.ts';

/** Figures of switching as text. */
export function switchTable(
  names: readonly string[],
  { presets, loads }: { readonly presets: readonly SwitchFigures[]; readonly loads: readonly LoadFigures[] },
): string {
  const tasks = presets.map(({ coldMs, unswitchedMs, switchedMs }, at) => [
    names[at] ?? '',
    ms(coldMs),
    ms(unswitchedMs),
    ms(switchedMs),
    ms(switchedMs - unswitchedMs),
  ]);
  const models = loads.map(({ name, sizeBytes, readMs, sessionMs, loadMs }) => [
    name,
    `${(sizeBytes / 1e6).toFixed(1)} MB`,
    ms(readMs),
    ms(sessionMs),
    ms(loadMs),
    ms(loadMs - readMs - sessionMs),
  ]);
  return [
    columns([['task with preset', 'first of all', 'after the same', 'after the other', 'switch'], ...tasks]),
    columns([['cold load', 'file', 'read', 'session', 'in a frame worker', 'beyond both'], ...models]),
  ].join('\n');
}

const ms = (value: number): string => `${value.toFixed(1)} ms`;
