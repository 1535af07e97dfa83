import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { makeFolders } from '../../gpu-worker/files/make-folders.ts';
import { buildDemoDetector } from './demo-detector.ts';
import { buildDemoEnhancer } from './demo-enhancer.ts';
import { buildDemoRecognizer } from './demo-recognizer.ts';
import { buildDemoSwapper } from './demo-swapper.ts';

/** Every file of the folder of demo models by name: models and their hashes (CRC-32, 8 hex digits). */
export function demoModelFiles(): Map<string, Uint8Array> {
  const models = {
    yunet_2023_mar: buildDemoDetector(),
    arcface_w600k_r50: buildDemoRecognizer(),
    inswapper_128: buildDemoSwapper(),
    'gfpgan_1.4': buildDemoEnhancer(),
  };
  const files = new Map<string, Uint8Array>();
  for (const [name, bytes] of Object.entries(models)) {
    files.set(`${name}.onnx`, bytes);
    files.set(`${name}.hash`, Buffer.from(crc32(bytes).toString(16).padStart(8, '0')));
  }
  return files;
}

/** Writes the demo models into `folder`, made if missing. */
export function writeDemoModels(folder: string): void {
  makeFolders(folder);
  for (const [name, bytes] of demoModelFiles()) writeFileSync(path.join(folder, name), bytes);
}

if (import.meta.main) {
  const folder = process.argv[2];
  if (folder === undefined) {
    console.error('Where to? Usage: node examples/demo/build-demo-models.ts <folder>');
    process.exitCode = 2;
  } else {
    writeDemoModels(folder);
    console.log(`Demo models written to ${folder}`);
  }
}
