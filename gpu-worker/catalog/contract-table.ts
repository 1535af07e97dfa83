import type { Normalisation } from '../models/model-facts.ts';
import { type CatalogModel, catalog } from './catalog.ts';
import { markdownTable } from './markdown-table.ts';

/** The section of docs/model-contracts.md that says how models of a role are fed and read. */
const sections: Readonly<Record<CatalogModel['role'], string>> = {
  detector: '§1',
  landmarker: '§3',
  estimator: '§3',
  recognizer: '§3',
  classifier: '§3',
  swapper: '§4',
  'embedding-converter': '§4',
  occluder: '§5',
  parser: '§5',
  enhancer: '§7',
  upscaler: '§7',
  colouriser: '§7',
  screen: '§8',
};

/** What every model is shown and gives, models of the same contract together, as a Markdown table. */
export function contractTable(): string {
  const contractOf = (model: CatalogModel): readonly string[] => [
    sections[model.role],
    shownTo(model),
    'template' in model ? `\`${model.template}\`` : '',
    'normalisation' in model ? numbersOf(model.normalisation) : '',
    'output' in model ? model.output : '',
  ];
  const rows = [...Map.groupBy(catalog, (model) => contractOf(model).join('|')).values()].map((alike) => [
    alike.map(({ name }) => `\`${name}\``).join(', '),
    ...alike.slice(0, 1).flatMap(contractOf),
  ]);
  return markdownTable(['Models', 'Section', 'Are shown', 'Aligned by', 'A level x as', 'Answer'], rows);
}

function shownTo(model: CatalogModel): string {
  if ('size' in model) return `${model.size}×${model.size}`;
  if (model.role === 'colouriser') return 'the side that was asked for';
  if (model.role !== 'upscaler') return 'numbers, no picture';
  const { tile, scale } = model;
  return `tiles of ${tile[0]}, paddings ${tile[1]} and ${tile[2]}; ${scale} times as large`;
}

function numbersOf({ order, layout, divisor, mean, std }: Normalisation): string {
  const each = (values: readonly number[]): string =>
    new Set(values).size === 1 ? String(values[0]) : `(${values.join(', ')})`;
  const isAll = (values: readonly number[], value: number): boolean => values.every((one) => one === value);
  const share = divisor === 1 ? 'x' : `x / ${divisor}`;
  const centred = isAll(mean, 0) ? share : `${share} − ${each(mean)}`;
  const formula = isAll(std, 1) ? centred : `(${centred}) / ${each(std)}`;
  return `${order} ${layout === 'NCHW' ? 'planes' : 'pixels'}, ${formula}`;
}
