import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { callWebhook } from '../../../../functions/notify/call-webhook.ts';

interface Call {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server | undefined;
afterEach(() => server?.close());

/** A receiver that answers with the given codes in turn, the last one for ever; 0 hangs up. */
async function receiver(...codes: number[]): Promise<{ readonly url: string; readonly calls: readonly Call[] }> {
  const calls: Call[] = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const code = codes[Math.min(calls.length, codes.length - 1)] ?? 200;
      calls.push({ headers: request.headers, body });
      if (code === 0) request.socket.destroy();
      else response.writeHead(code, { location: 'http://127.0.0.1:1/elsewhere' }).end('no');
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null | undefined = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The receiver has no port.');
  return { url: `http://127.0.0.1:${address.port}/hook`, calls };
}

const now = new Date('2026-01-02T03:04:05Z');
const options = { secret: 'a secret', now, backoffMs: 1 };

describe('a webhook', () => {
  it('is signed over its time and its body', async () => {
    const { url, calls } = await receiver(204);
    await callWebhook(url, '{"a":"ü"}', options);
    expect(calls).toHaveLength(1);
    const { headers, body } = calls[0] ?? { headers: {}, body: '' };
    expect(body).toBe('{"a":"ü"}');
    const timestamp = headers['x-faceline-timestamp'];
    expect(timestamp).toBe(String(now.getTime() / 1000));
    const expected = createHmac('sha256', 'a secret')
      .update(`${String(timestamp)}.${body}`)
      .digest('hex');
    expect(headers['x-faceline-signature']).toBe(`sha256=${expected}`);
  });

  it.each([[[500, 503, 200]], [[429, 200]], [[0, 200]]])('is tried again after %j', async (codes) => {
    const { url, calls } = await receiver(...codes);
    await callWebhook(url, '{}', options);
    expect(calls).toHaveLength(codes.length);
  });

  it('gives up after three tries, says why, and keeps the secret', async () => {
    const { url, calls } = await receiver(500);
    const failure = await callWebhook(url, '{}', options).catch((error: unknown) => String(error));
    expect(calls).toHaveLength(3);
    expect(failure).toMatch(/did not take the notice: it answered 500/);
    expect(failure).not.toContain('a secret');
  });

  it.each([301, 400, 403])('is not tried again after %i', async (code) => {
    const { url, calls } = await receiver(code);
    await expect(callWebhook(url, '{}', options)).rejects.toThrow(`it answered ${code}`);
    expect(calls).toHaveLength(1);
  });

  it('does not wait for ever', async () => {
    server = createServer(() => {});
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const call = callWebhook(`http://127.0.0.1:${port}/`, '{}', { ...options, attempts: 1, timeoutMs: 50 });
    await expect(call).rejects.toThrow(/did not take the notice/);
    server.closeAllConnections();
  });
});
