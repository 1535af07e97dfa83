import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { normalisations } from '../../../../gpu-worker/models/model-facts.ts';
import { defineRole, loadedModel, rowsOf } from '../../../../gpu-worker/models/role.ts';
import { type ColouriserFacts, colouriserRole } from '../../../../gpu-worker/processors/colourise/colouriser.ts';
import { upscalerRole } from '../../../../gpu-worker/processors/upscale/upscaler.ts';
import { temporaryFolder } from '../../../helpers/files/temporary-folder.ts';
import { ownModels } from '../../../helpers/models/own-models.ts';

const root = path.resolve(import.meta.dirname, '../../../..');
const close = async () => undefined;

test('a row has its role’s name and facts, and opens itself by it', async () => {
  const colouriser = { steps: 'whole', guess: async () => undefined, close } as const;
  const role = defineRole('colouriser', async (_: ColouriserFacts) => colouriser, { section: '§7' });
  const facts = { kind: 'ddcolor', normalisation: normalisations.raw } as const;
  const shared = { release: 'models-3.0.0', vendor: 'x', licence: 'MIT', year: 2024, precision: 'fp32' } as const;
  const [row] = rowsOf(role, [{ ...shared, name: 'mine', needs: [], ...facts }]);
  expect(row).toMatchObject({ role: 'colouriser', name: 'mine', ...facts });
  const loaded = await row?.load('mine.onnx', { provider: 'cpu', intraOpThreads: 1 }, { elapsedMs: 0 });
  expect(loaded).toMatchObject({ role, name: 'mine', model: colouriser });
});

test('a loaded model is found by its role and name, and under no other', () => {
  const upscaler = { tile: [64, 8, 8], scale: 2, enlarge: async () => undefined, close } as const;
  const models = ownModels(loadedModel(upscalerRole, 'mine', upscaler));
  expect(models.get(upscalerRole, 'mine')).toBe(upscaler);
  expect(models.all(upscalerRole).map(({ name }) => name)).toEqual(['mine']);
  expect(models.all(colouriserRole)).toEqual([]);
  expect(() => models.get(upscalerRole, 'other')).toThrow('The upscaler "other" is needed');
  expect(() => models.get(colouriserRole, 'mine')).toThrow('The colouriser "mine" is needed');
});

/** Lines of a program, and what the compiler has to say of each; nothing where it is right. */
const uses: readonly (readonly [line: string, complaint?: RegExp])[] = [
  ['rowsOf(detectorRole, [{ ...row, ...picture, kind: "yunet" }]);'],
  ['rowsOf(detectorRole, [{ ...row, ...picture }]);', /'kind' is missing/],
  ['rowsOf(detectorRole, [{ ...row, ...picture, kind: "ddcolor" }]);', /"ddcolor"' is not assignable/],
  ['rowsOf(detectorRole, [{ ...row, ...picture, kind: "yunet", scale: 2 }]);', /'scale' does not exist/],
  ['rowsOf(estimatorRole, [row]);'],
  ['rowsOf(estimatorRole, [{ ...row, size: 64 }]);', /'size' does not exist/],
  ['rowsOf(estimatorRole, [{ ...row, licence: undefined }]);', /'undefined' is not assignable/],
  ['rowsOf(swapperRole, [{ ...row, ...aligned, identity: "unit" }]);'],
  ['rowsOf(swapperRole, [{ ...row, ...aligned, identity: "picture" }]);', /'sourcePicture' is missing/],
  ['models.get(upscalerRole, "x").enlarge;'],
  ['models.get(upscalerRole, "x").guess;', /'guess' does not exist on type 'Upscaler'/],
  ['models.get(upscalerRole);', /Expected 2 arguments/],
  ['models.get("upscaler", "x");', /not assignable to parameter of type 'RoleOf/],
  ['findInCatalog(upscalerRole, "x")?.scale;'],
  ['findInCatalog(upscalerRole, "x")?.template;', /'template' does not exist/],
  ['loadedModel(upscalerRole, "x", models.get(upscalerRole, "x"));'],
  ['loadedModel(colouriserRole, "x", models.get(upscalerRole, "x"));', /'Upscaler' is missing/],
];

test('the compiler refuses every wrong use', async () => {
  const modules = {
    findInCatalog: '../test/helpers/models/find-in-catalog',
    detectorRole: 'finding/detector',
    estimatorRole: 'finding/point-estimator',
    normalisations: 'models/model-facts',
    'type FaceModels': 'models/loaded-models',
    'loadedModel, rowsOf': 'models/role',
    colouriserRole: 'processors/colourise/colouriser',
    swapperRole: 'processors/swap/swapper',
    upscalerRole: 'processors/upscale/upscaler',
  };
  const head = [
    ...Object.entries(modules).map(([names, file]) => `import { ${names} } from '${root}/gpu-worker/${file}.ts';`),
    'declare const models: FaceModels;',
    'const shared = { release: "x", vendor: "x", licence: "MIT", year: 2024, precision: "fp32" } as const;',
    'const row = { ...shared, name: "x", needs: [] };',
    'const picture = { size: 64, normalisation: normalisations.unit };',
    'const aligned = { ...picture, template: "arcface_128", output: "0..1" } as const;',
  ];
  const folder = await temporaryFolder();
  await writeFile(path.join(folder, 'uses.mts'), [...head, ...uses.map(([line]) => line)].join('\n'));
  const compilerOptions = {
    typeRoots: [path.join(root, 'node_modules/@types')],
    rewriteRelativeImportExtensions: false,
  };
  const settings = {
    extends: path.join(root, 'tsconfig.json'),
    compilerOptions,
    files: ['uses.mts', path.join(root, 'gpu-worker/pixels/webassembly.d.ts')],
    include: [],
  };
  await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify(settings));

  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  const { promise: said, resolve } = Promise.withResolvers<string>();
  execFile(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], (_, stdout) => resolve(stdout));
  // A complaint goes on in lines that are indented.
  const complaints = (await said).trim().split(/\n(?! )/);
  const at = (line: number) => complaints.filter((text) => text.includes(`uses.mts(${head.length + line + 1},`));
  const expected = uses.map(([line, complaint]) => [
    line,
    complaint === undefined ? [] : [expect.stringMatching(complaint)],
  ]);
  expect(uses.map(([line], i) => [line, at(i)])).toEqual(expected);
  expect(complaints).toHaveLength(uses.filter(([, complaint]) => complaint !== undefined).length);
});
