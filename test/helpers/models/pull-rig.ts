import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { type PullOptions, pullModel } from '../../../gpu-worker/models/files/pull.ts';
import { temporaryFolder } from '../files/temporary-folder.ts';
import { type Answer, clientProgress, onnxBytes, serveModels } from './model-server.ts';

const model = { name: 'inswapper_128', release: 'models-3.0.0' };
export const onnxPath = '/models-3.0.0/inswapper_128.onnx';
export const hashPath = '/models-3.0.0/inswapper_128.hash';
export const bytes = onnxBytes(200_000);
export const crcOf = (content: Buffer): string => crc32(content).toString(16).padStart(8, '0');

/** A mirror that answers as told, a folder, and a pull from the one into the other. */
export async function setUp(answers: Readonly<Record<string, Answer>>) {
  const { base, asked } = await serveModels(answers);
  const folder = await temporaryFolder();
  const pull = (more: Partial<PullOptions> = {}) =>
    pullModel(model, {
      folder,
      mirror: base,
      stallMs: 10_000,
      attempts: 3,
      retryDelayMs: 5,
      ...more,
      onProgress(doneBytes, totalBytes) {
        clientProgress.doneBytes = doneBytes;
        more.onProgress?.(doneBytes, totalBytes);
      },
    });
  /** Names that anybody who reads the folder would take for models or their hashes. */
  const visible = async () => (await readdir(folder)).filter((name) => /\.(onnx|hash)$/.test(name)).sort();
  /** What the next pull could go on with. */
  const partsLeft = async () => (await readdir(path.join(folder, '.pull'))).filter((name) => !name.endsWith('.guard'));
  const file = path.join(folder, 'inswapper_128.onnx');
  return { base, asked, folder, file, partsLeft, pull, visible };
}
