import { describe, expect, test } from 'vitest';
import { publishedModelSchema } from '../../../gpu-worker/models/catalog/published-model.ts';
import { findPublished, publishedModels, publishedUrls } from '../../../gpu-worker/models/catalog/published-models.ts';
import { catalog } from '../../../gpu-worker/models/catalog.ts';

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

describe('the catalogue of published models', () => {
  test.each(publishedModels.map((model) => [model.name, model] as const))('%s is a valid row', (_, model) => {
    expect(() => publishedModelSchema.parse(model)).not.toThrow();
  });

  test('has every name once, and every model that another needs', () => {
    const names = publishedModels.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { needs } of publishedModels) for (const name of needs) expect(names).toContain(name);
  });

  test('has as many rows for each purpose as FaceFusion 3.8.1 lists', () => {
    const count = new Map<string, number>();
    for (const { purpose } of publishedModels) count.set(purpose, (count.get(purpose) ?? 0) + 1);
    expect(Object.fromEntries(count)).toEqual({
      detector: 4,
      landmarker: 3,
      recognizer: 1,
      classifier: 1,
      swapper: 13,
      'embedding-converter': 3,
      enhancer: 9,
      masker: 5,
      'content-screen': 3,
      'frame-enhancer': 19,
      'frame-colouriser': 5,
    });
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
