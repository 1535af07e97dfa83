import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalog } from '../../../../gpu-worker/catalog/catalog.ts';
import { findPublished, publishedModels, publishedUrls } from '../../../../gpu-worker/catalog/published-models.ts';
import { type PublishedModel, publishedModelSchema } from '../../../../gpu-worker/models/published-model.ts';

const purposes = {
  detector: 'detector',
  landmarker: 'landmarker',
  recognizer: 'recognizer',
  classifier: 'classifier',
  swapper: 'swapper',
  'embedding-converter': 'embedding-converter',
  enhancer: 'enhancer',
  occluder: 'masker',
  parser: 'masker',
  upscaler: 'frame-enhancer',
  colouriser: 'frame-colouriser',
  screen: 'content-screen',
} as const;

const modules: Readonly<Record<PublishedModel['purpose'], string>> = {
  detector: 'face_detector',
  landmarker: 'face_landmarker',
  recognizer: 'face_recognizer',
  classifier: 'face_classifier',
  swapper: 'face_swapper',
  'embedding-converter': 'embedding_converter',
  enhancer: 'face_enhancer',
  masker: 'face_masker',
  'frame-enhancer': 'frame_enhancer',
  'frame-colouriser': 'frame_colorizer',
  'content-screen': 'content_analyser',
};

/** FaceFusion's list, read from its code; its column `precision` is empty for fp32. */
const listFile = path.resolve(import.meta.dirname, '../../../fixtures/facefusion-models.csv');
const [columns = [], ...cells] = readFileSync(listFile, 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(','));
const listedModels = cells.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i] ?? ''])));

/** A row of the catalogue in the list's words. */
function rowOf({ purpose, name, release, vendor, licence, year, template, size, tile, precision }: PublishedModel) {
  // The list has no size for detectors: there are several to choose from.
  const numbers = tile ?? (purpose === 'detector' ? [] : (size ?? []));
  const said = { template: template ?? '', size: numbers.join('x'), precision: precision === 'fp32' ? '' : precision };
  return { module: modules[purpose], name, release, vendor, licence, year: String(year), ...said };
}

describe('the catalogue of published models', () => {
  test.each(publishedModels.map((model) => [model.name, model] as const))('%s is a valid row', (_, model) => {
    expect(() => publishedModelSchema.parse(model)).not.toThrow();
  });

  test('has every name once, and every model that another needs', () => {
    const names = publishedModels.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { needs } of publishedModels) for (const name of needs) expect(names).toContain(name);
  });

  test.each(publishedModels.map((model) => [model.name, model] as const))(
    '%s is what FaceFusion 3.8.1 lists, field by field',
    (name, model) => {
      const listed = listedModels.find((row) => row.name === name);
      expect(rowOf(model)).toEqual(listed);
      // The list has no column for it; the file's name says it.
      expect(String(model.scale ?? '')).toBe(/_x(\d)(_fp16)?$/.exec(name)?.[1] ?? '');
    },
  );

  test('has all that it lists', () => {
    expect(publishedModels.map(({ name }) => name).sort()).toEqual(listedModels.map(({ name }) => name).sort());
  });

  test('agrees with what the engine runs: names, licences, templates, sizes', () => {
    expect(
      publishedModels
        .filter(({ runs }) => runs)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(catalog.map(({ name }) => name).sort());
    for (const model of catalog) {
      const row = findPublished(model.name);
      const { role, licence } = model;
      expect(row).toMatchObject({ purpose: purposes[role], licence });
      if ('size' in model) expect(row?.size).toEqual([model.size, model.size]);
      if ('template' in model) expect(row?.template).toBe(model.template);
    }
  });

  test('knows where a file lies, and where it lies on a mirror', () => {
    const model = { release: 'models-3.0.0' };
    expect(publishedUrls(model, 'inswapper_128.onnx')).toEqual([
      'https://github.com/facefusion/facefusion-assets/releases/download/models-3.0.0/inswapper_128.onnx',
      'https://huggingface.co/facefusion/models-3.0.0/resolve/main/inswapper_128.onnx',
    ]);
    expect(publishedUrls(model, 'a.onnx', 'http://mirror/x/')).toEqual(['http://mirror/x/models-3.0.0/a.onnx']);
    expect(publishedUrls(model, 'a.onnx', 'http://m/{file}?v={release}')).toEqual(['http://m/a.onnx?v=models-3.0.0']);
  });
});
