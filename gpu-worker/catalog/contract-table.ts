import type { ModelPurpose, Normalisation, PublishedModel } from '../models/published-model.ts';
import { markdownTable } from './markdown-table.ts';
import { publishedModels } from './published-models.ts';

/** The section of docs/model-contracts.md that says how models of a purpose are fed and read. */
const sections: Readonly<Record<ModelPurpose, string>> = {
  detector: '§1',
  landmarker: '§3',
  recognizer: '§3',
  classifier: '§3',
  swapper: '§4',
  'embedding-converter': '§4',
  masker: '§5',
  enhancer: '§7',
  'frame-enhancer': '§7',
  'frame-colouriser': '§7',
  'content-screen': '§8',
};

/** What every model that runs here is shown and gives, models of the same contract together, as a Markdown table. */
export function contractTable(): string {
  const contractOf = (model: PublishedModel): readonly string[] => [
    sections[model.purpose],
    shownTo(model),
    model.template === undefined ? '' : `\`${model.template}\``,
    model.normalisation === undefined ? '' : numbersOf(model.normalisation),
    model.output ?? '',
  ];
  const runs = publishedModels.filter((model) => model.runs);
  const rows = [...Map.groupBy(runs, (model) => contractOf(model).join('|')).values()].map((alike) => [
    alike.map(({ name }) => `\`${name}\``).join(', '),
    ...alike.slice(0, 1).flatMap(contractOf),
  ]);
  return markdownTable(['Models', 'Section', 'Are shown', 'Aligned by', 'A level x as', 'Answer'], rows);
}

function shownTo({ size, tile, scale, purpose }: PublishedModel): string {
  if (tile !== undefined) return `tiles of ${tile[0]}, paddings ${tile[1]} and ${tile[2]}; ${scale} times as large`;
  if (size !== undefined) return size.join('×');
  return purpose === 'frame-colouriser' ? 'the side that was asked for' : 'numbers, no picture';
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
