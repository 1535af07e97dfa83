import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { goodFile, onnxBytes, plainText } from '../../../../helpers/models/model-server.ts';
import { bytes, crcOf, hashPath, onnxPath, setUp } from '../../../../helpers/models/pull-rig.ts';

describe('a pull', () => {
  test('puts the whole file, its hash and its pin into the folder, and fetches nothing the second time', async () => {
    const { asked, folder, file, partsLeft, pull, visible } = await setUp({
      [onnxPath]: goodFile(bytes),
      [hashPath]: plainText(`${crcOf(bytes).toUpperCase()}\n`),
    });
    const progress: (readonly [number, number | undefined])[] = [];
    const first = await pull({ onProgress: (done, total) => progress.push([done, total]) });
    expect(first).toMatchObject({ state: 'pulled', pin: 'recorded', crcChecked: true, sizeBytes: bytes.length });
    expect(await readFile(file)).toEqual(bytes);
    expect(await visible()).toEqual(['inswapper_128.hash', 'inswapper_128.onnx']);
    expect(await readFile(path.join(folder, 'inswapper_128.hash'), 'utf8')).toBe(crcOf(bytes));
    expect(JSON.parse(await readFile(path.join(folder, 'models.lock.json'), 'utf8'))).toEqual({
      version: 1,
      models: { inswapper_128: { sha256: first.sha256, sizeBytes: bytes.length } },
    });
    expect(await partsLeft()).toEqual([]);
    expect(progress.at(-1)).toEqual([bytes.length, bytes.length]);
    const before = asked.length;
    expect(await pull()).toMatchObject({ state: 'present', pin: 'matched' });
    expect(asked.length).toBe(before);
  });

  test('goes on where a cut transfer stopped', async () => {
    const { asked, file, pull } = await setUp({ [onnxPath]: goodFile(bytes, { cutAfter: 70_000, cuts: 2 }) });
    await pull();
    expect(await readFile(file)).toEqual(bytes);
    const ranges = asked.filter(({ url }) => url === onnxPath).map(({ range }) => range);
    expect(ranges[0]).toBeUndefined();
    expect(ranges.slice(1)).toEqual(['bytes=70000-', 'bytes=140000-']);
    expect(
      asked.filter(({ url }) => url === onnxPath).every(({ range, ifRange }) => !range || ifRange === '"one"'),
    ).toBe(true);
  });

  test('goes on in a later process', async () => {
    const { asked, file, pull, visible } = await setUp({ [onnxPath]: goodFile(bytes, { cutAfter: 70_000, cuts: 1 }) });
    await expect(pull({ attempts: 1 })).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true });
    expect(await visible()).toEqual([]);
    await pull();
    expect(await readFile(file)).toEqual(bytes);
    expect(asked.at(-1)?.range).toBe('bytes=70000-');
  });

  test('begins anew when the file changed meanwhile, and never mixes two', async () => {
    const newer = onnxBytes(200_000, 2);
    const { file, pull } = await setUp({
      [onnxPath]: (request, response, nth) =>
        nth === 0
          ? goodFile(bytes, { cutAfter: 70_000 })(request, response, 0)
          : goodFile(newer, { etag: '"two"' })(request, response, nth),
    });
    await pull();
    expect(await readFile(file)).toEqual(newer);
  });

  test('begins anew when a server answers a range with another one', async () => {
    const { file, pull } = await setUp({
      [onnxPath]: (request, response, nth) => {
        if (nth === 0) return goodFile(bytes, { cutAfter: 70_000 })(request, response, 0);
        if (request.headers.range === undefined) return goodFile(bytes)(request, response, nth);
        const range = `bytes 0-${bytes.length - 1}/${bytes.length}`;
        response.writeHead(206, { 'content-range': range, 'content-length': bytes.length }).end(bytes);
      },
    });
    await pull();
    expect(await readFile(file)).toEqual(bytes);
  });

  test('fetches once more in one piece when resumed bytes do not add up', async () => {
    const { asked, file, pull } = await setUp({
      [hashPath]: plainText(crcOf(bytes)),
      // The same etag for other bytes: a mirror that lies.
      [onnxPath]: (request, response, nth) =>
        goodFile(nth === 0 ? onnxBytes(200_000, 9) : bytes, { cutAfter: 70_000 })(request, response, nth),
    });
    await pull();
    expect(await readFile(file)).toEqual(bytes);
    expect(asked.filter(({ url }) => url === onnxPath).map(({ range }) => range)).toEqual([
      undefined,
      'bytes=70000-',
      undefined,
    ]);
  });

  test('follows redirects', async () => {
    const { file, pull } = await setUp({
      [onnxPath]: (_, response) => void response.writeHead(302, { location: '/elsewhere/x.onnx' }).end(),
      '/elsewhere/x.onnx': goodFile(bytes, { cutAfter: 50_000 }),
    });
    await pull();
    expect(await readFile(file)).toEqual(bytes);
  });

  test('replaces a file that is not the pinned one', async () => {
    const { file, pull } = await setUp({ [onnxPath]: goodFile(bytes) });
    await pull();
    await writeFile(file, 'altered');
    expect(await pull()).toMatchObject({ state: 'pulled', pin: 'matched' });
    expect(await readFile(file)).toEqual(bytes);
  });

  test('is stopped by its signal, and keeps what it has for the next time', async () => {
    const { pull, visible, asked } = await setUp({ [onnxPath]: goodFile(bytes, { cutAfter: 60_000, cuts: 99 }) });
    const controller = new AbortController();
    const stopped = pull({ signal: controller.signal, onProgress: () => controller.abort(new Error('enough')) });
    await expect(stopped).rejects.toThrow(/enough|abort/);
    expect(await visible()).toEqual([]);
    expect(asked.filter(({ url }) => url === onnxPath)).toHaveLength(1);
  });
});
