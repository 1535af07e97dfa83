import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Answer, goodFile, plainText } from '../../../../helpers/models/model-server.ts';
import { bytes, crcOf, hashPath, onnxPath, setUp } from '../../../../helpers/models/pull-rig.ts';

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
  test('a part that cannot be written leaves no clock that keeps the process alive', async () => {
    const { pull, folder } = await setUp({});
    await mkdir(path.join(folder, '.pull', 'inswapper_128.onnx.part'), { recursive: true });
    const clocks = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = clocks();
    await expect(pull()).rejects.toThrow(/EISDIR/);
    // One of before may have run out meanwhile.
    expect(clocks()).toBeLessThanOrEqual(before);
  });

  test.runIf(existsSync('/dev/full'))('a disk that fills up while bytes come', async () => {
    const { folder, partsLeft, pull, visible } = await setUp({ [onnxPath]: goodFile(bytes) });
    await mkdir(path.join(folder, '.pull'));
    await symlink('/dev/full', path.join(folder, '.pull', 'inswapper_128.onnx.part'));
    await expect(pull()).rejects.toMatchObject({
      code: 'SCRATCH_FULL',
      message: expect.stringMatching(/the disk is full/),
    });
    expect(await visible()).toEqual([]);
    expect(await partsLeft()).toEqual([]);
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
