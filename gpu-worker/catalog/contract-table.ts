import type { Normalisation } from '../models/model-facts.ts';
import { type CatalogModel, catalog } from './catalog.ts';
import { markdownTable } from './markdown-table.ts';

/** What every model is shown and gives, models of the same contract together, as a Markdown table. */
export function contractTable(): string {
  const contractOf = (model: CatalogModel): readonly string[] => [
    model.section,
    model.shown ?? ('size' in model ? `${model.size}×${model.size}` : ''),
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

function numbersOf({ order, layout, divisor, mean, std }: Normalisation): string {
  const each = (values: readonly number[]): string =>
    new Set(values).size === 1 ? String(values[0]) : `(${values.join(', ')})`;
  const isAll = (values: readonly number[], value: number): boolean => values.every((one) => one === value);
  const share = divisor === 1 ? 'x' : `x / ${divisor}`;
  const centred = isAll(mean, 0) ? share : `${share} − ${each(mean)}`;
  const formula = isAll(std, 1) ? centred : `(${centred}) / ${each(std)}`;
  return `${order} ${layout === 'NCHW' ? 'planes' : 'pixels'}, ${formula}`;
}
