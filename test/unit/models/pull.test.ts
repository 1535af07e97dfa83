import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type PullOptions, pullModel } from '../../../gpu-worker/models/pull.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';
import { type Answer, clientProgress, goodFile, onnxBytes, plainText, serveModels } from './model-server.ts';

const model = { name: 'inswapper_128', release: 'models-3.0.0' };
const onnxPath = '/models-3.0.0/inswapper_128.onnx';
const hashPath = '/models-3.0.0/inswapper_128.hash';
const bytes = onnxBytes(200_000);
const crcOf = (content: Buffer): string => crc32(content).toString(16).padStart(8, '0');

async function setUp(answers: Readonly<Record<string, Answer>>) {
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
  const file = path.join(folder, 'inswapper_128.onnx');
  return { base, asked, folder, file, pull, visible };
}

describe('a pull', () => {
  test('puts the whole file, its hash and its pin into the folder, and fetches nothing the second time', async () => {
    const { asked, folder, file, pull, visible } = await setUp({
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
    expect(await readdir(path.join(folder, '.pull'))).toEqual([]);
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

describe('never a wrong file in the folder:', () => {
  const altered = Buffer.from(bytes);
  altered[100_000]! ^= 1;

  const cases: [string, Readonly<Record<string, Answer>>, string, RegExp][] = [
    [
      'a server that stalls after some bytes',
      { [onnxPath]: stall(50_000) },
      'STORE_UNAVAILABLE',
      /sent nothing for 0\.3 s/,
    ],
    ['a server that never answers', { [onnxPath]: () => undefined }, 'STORE_UNAVAILABLE', /sent nothing for 0\.3 s/],
    [
      'a server that always cuts',
      {
        [onnxPath]: (_, response) =>
          void response
            .writeHead(200, { 'content-length': bytes.length })
            .write(bytes.subarray(0, 999), () => response.destroy()),
      },
      'STORE_UNAVAILABLE',
      /could not be read/,
    ],
    [
      'a length that is too short, nothing else to go by',
      { [onnxPath]: lie(bytes.length - 5000) },
      'MODEL_CORRUPT',
      /5000 bytes early/,
    ],
    [
      'a length that is too short, against the hash',
      { [onnxPath]: lie(bytes.length - 5000), [hashPath]: plainText(crcOf(bytes)) },
      'MODEL_CORRUPT',
      /CRC-32/,
    ],
    ['a length that is too long', { [onnxPath]: lie(bytes.length + 5000) }, 'STORE_UNAVAILABLE', /inswapper_128\.onnx/],
    [
      'altered bytes, against the hash',
      { [onnxPath]: goodFile(altered), [hashPath]: plainText(crcOf(bytes)) },
      'MODEL_CORRUPT',
      /its \.hash says/,
    ],
    ['no length and no hash', { [onnxPath]: chunked(bytes) }, 'MODEL_CORRUPT', /nobody could tell if it is whole/],
    [
      'a web page instead of a model',
      { [onnxPath]: plainText('<html>Please sign in</html>') },
      'MODEL_CORRUPT',
      /not a whole ONNX file/,
    ],
    [
      'a web page instead of a hash',
      { [onnxPath]: goodFile(bytes), [hashPath]: plainText('<html>') },
      'MODEL_CORRUPT',
      /should be 8 hex digits/,
    ],
    ['an empty file', { [onnxPath]: plainText('') }, 'MODEL_CORRUPT', /0 graphs/],
    ['nothing there', {}, 'MODEL_NOT_FOUND', /status 404/],
    [
      'no permission',
      { [onnxPath]: (_, response) => void response.writeHead(403).end() },
      'STORE_DENIED',
      /status 403/,
    ],
    [
      'a server in trouble',
      { [onnxPath]: (_, response) => void response.writeHead(503).end() },
      'STORE_UNAVAILABLE',
      /status 503/,
    ],
    [
      'a redirect to itself',
      { [onnxPath]: (_, response) => void response.writeHead(302, { location: onnxPath }).end() },
      'STORE_UNAVAILABLE',
      /redirect/,
    ],
  ];

  test.each(cases)('%s', async (_, answers, code, message) => {
    const { pull, visible, folder } = await setUp(answers);
    // Soon only where nothing ever comes: a busy machine must not be taken for a silent server.
    const stallMs = message.source.startsWith('sent nothing') ? 300 : 10_000;
    await expect(pull({ stallMs })).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    expect(await visible()).toEqual([]);
    expect(existsSync(path.join(folder, 'models.lock.json'))).toBe(false);
  });

  test('altered bytes, against the pin of the first pull', async () => {
    const { file, pull, visible } = await setUp({
      [onnxPath]: (request, response, nth) => goodFile(nth === 0 ? bytes : altered)(request, response, nth),
    });
    const first = await pull();
    await writeFile(file, bytes.subarray(0, 10));
    await expect(pull()).rejects.toMatchObject({
      code: 'MODEL_CORRUPT',
      message: expect.stringMatching(new RegExp(`${first.sha256} is pinned: the file was altered or replaced`)),
    });
    expect(await readFile(file)).toEqual(bytes.subarray(0, 10));
    expect(await visible()).toEqual(['inswapper_128.onnx']);
  });

  test('no length is fine when a hash proves that it is whole', async () => {
    const { file, pull } = await setUp({ [onnxPath]: chunked(bytes), [hashPath]: plainText(crcOf(bytes)) });
    await pull();
    expect(await readFile(file)).toEqual(bytes);
  });

  test('too little space, seen before the first byte', async () => {
    const { pull, visible } = await setUp({ [onnxPath]: goodFile(bytes) });
    await expect(pull({ freeBytes: async () => 1000 })).rejects.toMatchObject({
      code: 'SCRATCH_FULL',
      message: expect.stringMatching(/200\d+ bytes are to come, 1000 are free/),
    });
    expect(await visible()).toEqual([]);
  });

  // Linux: every write to this device fails as a full disk does.
  test.runIf(existsSync('/dev/full'))('a disk that fills up while bytes come', async () => {
    const { folder, pull, visible } = await setUp({ [onnxPath]: goodFile(bytes) });
    await mkdir(path.join(folder, '.pull'));
    await symlink('/dev/full', path.join(folder, '.pull', 'inswapper_128.onnx.part'));
    await expect(pull()).rejects.toMatchObject({
      code: 'SCRATCH_FULL',
      message: expect.stringMatching(/the disk is full/),
    });
    expect(await visible()).toEqual([]);
    expect(await readdir(path.join(folder, '.pull'))).toEqual([]);
  });

  test('a lock that is none', async () => {
    const { folder, pull } = await setUp({ [onnxPath]: goodFile(bytes) });
    await writeFile(path.join(folder, 'models.lock.json'), '{"version": 2}');
    await expect(pull()).rejects.toMatchObject({ code: 'MODEL_CORRUPT', message: expect.stringMatching(/Restore it/) });
  });
});

function stall(after: number): Answer {
  return (_, response) => {
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, after));
  };
}

function lie(length: number): Answer {
  return (request, response) => {
    const socket = request.socket;
    response.detachSocket?.(socket);
    socket.end(
      Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n`), bytes]),
    );
  };
}

function chunked(content: Buffer): Answer {
  return (_, response) => {
    response.writeHead(200, { 'transfer-encoding': 'chunked' });
    response.write(content.subarray(0, 1000));
    response.end(content.subarray(1000));
  };
}
