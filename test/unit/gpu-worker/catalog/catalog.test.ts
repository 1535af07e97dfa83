import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { modelNameSchema } from '../../../../contract/model-name.ts';
import { type CatalogModel, catalog, modelNamed } from '../../../../gpu-worker/catalog/catalog.ts';
import { faceTemplates } from '../../../../gpu-worker/faces/templates.ts';
import { detectorRole } from '../../../../gpu-worker/finding/detector.ts';
import { publishedUrls } from '../../../../gpu-worker/models/files/publishers.ts';
import { upscalerRole } from '../../../../gpu-worker/processors/upscale/upscaler.ts';
import { findInCatalog } from '../../../helpers/models/find-in-catalog.ts';

const threeNumbers = z.tuple([z.number(), z.number(), z.number()]);
const normalisation = z.strictObject({
  order: z.enum(['RGB', 'BGR']),
  layout: z.enum(['NCHW', 'NHWC']),
  divisor: z.number().positive(),
  mean: threeNumbers,
  std: threeNumbers,
});
const size = z.int().positive();
const template = z.enum(Object.keys(faceTemplates));
/** What the types of a row leave open: how names and numbers have to look. A role may have facts of its own beside them. */
const rowSchema = z.looseObject({
  name: modelNameSchema,
  role: z.string().regex(/^[a-z]+(-[a-z]+)*$/),
  section: z.string().regex(/^§\d$/),
  shown: z.string().min(5).optional(),
  kind: z.enum(['yunet', 'scrfd', 'yoloface', 'ddcolor', 'deoldify']).optional(),
  release: z.string().regex(/^models-\d+\.\d+\.\d+$/),
  vendor: z.string().min(1),
  licence: z.string().min(1),
  year: z.int().min(2015).max(2100),
  size: size.optional(),
  template: template.optional(),
  normalisation: normalisation.optional(),
  output: z.enum(['0..1', '-1..1']).optional(),
  identity: z.enum(['mapped', 'unit', 'raw', 'picture']).optional(),
  weighted: z.literal(true).optional(),
  sourcePicture: z.strictObject({ template, size, normalisation }).optional(),
  precision: z.enum(['fp32', 'fp16']),
  tile: z.tuple([z.int().positive(), z.int().min(0), z.int().min(0)]).optional(),
  scale: z.int().min(2).max(8).optional(),
  needs: z.array(modelNameSchema),
  unverified: z.string().startsWith('Contract not verified: ').max(200).optional(),
});

/** FaceFusion's list, read from its code; its column `precision` is empty for fp32. */
const listFile = path.resolve(import.meta.dirname, '../../../fixtures/facefusion-models.csv');
const [columns = [], ...cells] = readFileSync(listFile, 'utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(','));
const listedModels = cells.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i] ?? ''])));

/** A row of the catalogue in the list's words. */
function rowOf(model: CatalogModel) {
  const { role, name, release, vendor, licence, year, precision } = model;
  // The list has no size for detectors: there are several to choose from.
  const square = 'size' in model && role !== 'detector' ? [model.size, model.size] : [];
  const numbers = 'tile' in model ? model.tile : square;
  const said = {
    template: 'template' in model ? model.template : '',
    size: numbers.join('x'),
    precision: precision === 'fp32' ? '' : precision,
  };
  return { name, release, vendor, licence, year: String(year), ...said };
}

const rows = catalog.map((model) => [model.name, model] as const);

describe('the catalogue', () => {
  test.each(rows)('%s is a valid row', (_, { load, ...model }) => {
    expect(() => rowSchema.parse(model)).not.toThrow();
    expect(load).toBeTypeOf('function');
  });

  test('has every name once, and every model that another needs', () => {
    const names = catalog.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { needs } of catalog) for (const name of needs) expect(names).toContain(name);
  });

  test.each(listedModels.map((listed) => [listed.name ?? '', listed] as const))(
    '%s is what FaceFusion 3.8.1 lists, field by field',
    (name, { module, ...listed }) => {
      const model = modelNamed(name);
      expect(model && rowOf(model)).toEqual(listed);
    },
  );

  test('enlarges as the file’s name says, for which the list has no column', () => {
    const scales = rows.map(([name, model]) => [name, String('scale' in model ? model.scale : '')]);
    expect(scales).toEqual(rows.map(([name]) => [name, /_x(\d)(_fp16)?$/.exec(name)?.[1] ?? '']));
  });

  test('has the models of a role from one module of FaceFusion’s', () => {
    const moduleOf = new Map(listedModels.map(({ name, module }) => [name, module]));
    for (const [role, models] of Map.groupBy(catalog, (model) => model.role)) {
      expect(new Set(models.map(({ name }) => moduleOf.get(name))).size, role).toBe(1);
    }
  });

  test('finds a model in its own role only', () => {
    expect(findInCatalog(upscalerRole, 'real_esrgan_x2')).toMatchObject({ licence: 'BSD-3-Clause', scale: 2 });
    expect(findInCatalog(detectorRole, 'real_esrgan_x2')).toBeUndefined();
    expect(findInCatalog(detectorRole, 'yunet_2023_mar')).toMatchObject({ kind: 'yunet', size: 640 });
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
