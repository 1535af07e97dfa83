import { createVerify, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { cdnAddress, cloudFrontLink, linkLifeS, signLinks } from '../../../../functions/notify/sign-links.ts';

const now = new Date('2026-01-02T03:04:05Z');
const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);

describe('the life of a link', () => {
  it.each([
    ['an hour without a session that ends', undefined, 3600],
    ['an hour when the session ends later', later(7200), 3600],
    ["the session's own end when that is earlier", later(900), 900],
    ['whole seconds, rounded down', new Date(later(900).getTime() + 999), 900],
  ])('is %s', (_, end, life) => {
    expect(linkLifeS(now, 3600, end)).toBe(life);
  });

  it('is refused when the session is about to end, so that another try gets a fresh one', () => {
    expect(() => linkLifeS(now, 3600, later(59))).toThrow(/ends in 59 s/);
    expect(() => linkLifeS(now, 3600, later(-5))).toThrow(/too soon/);
  });
});

describe('links', () => {
  it('name their end, for the files that are there', async () => {
    const keys = { report: 'o/report.json', file: 'o/video.mp4', poster: 'o/poster.jpg' };
    const links = await signLinks('out', keys, {
      now,
      lifeS: 900,
      sign: ({ bucket, key }, lifeS) => Promise.resolve(`https://${bucket}/${key}?${lifeS}`),
    });
    expect(links).toEqual({
      file: 'https://out/o/video.mp4?900',
      poster: 'https://out/o/poster.jpg?900',
      expiresAt: '2026-01-02T03:19:05.000Z',
    });
  });
});

describe('a CloudFront link', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  it('carries a signature over its canned policy in the alphabet of URLs', () => {
    const address = cdnAddress('d1.example.net', 'videos/output/u 1/a+b/video.mp4');
    expect(address).toBe('https://d1.example.net/videos/output/u%201/a%2Bb/video.mp4');
    const link = new URL(cloudFrontLink(address, later(60), { publicKeyId: 'K1', privateKey: pem }));
    expect(link.searchParams.get('Key-Pair-Id')).toBe('K1');
    const expires = now.getTime() / 1000 + 60;
    expect(link.searchParams.get('Expires')).toBe(String(expires));
    const signature = link.searchParams.get('Signature') ?? '';
    expect(signature).toMatch(/^[A-Za-z0-9_~-]+$/);
    const policy = `{"Statement":[{"Resource":"${address}","Condition":{"DateLessThan":{"AWS:EpochTime":${expires}}}}]}`;
    const bytes = Buffer.from(signature.replaceAll('-', '+').replaceAll('_', '=').replaceAll('~', '/'), 'base64');
    expect(createVerify('RSA-SHA1').update(policy).verify(publicKey, bytes)).toBe(true);
  });
});
