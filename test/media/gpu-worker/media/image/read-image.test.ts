import sharp from 'sharp';
import { expect, test } from 'vitest';
import { type ReadImageOptions, readImage } from '../../../../../gpu-worker/media/image/read-image.ts';
import { encodeImage } from '../../../../../gpu-worker/media/image/write-image.ts';
import { patterned, randomFrom } from '../../../../helpers/media/patterns.ts';
import { pngTexts } from '../../../../helpers/media/png-texts.ts';

const asSource: ReadImageOptions = {
  maxSidePx: 8192,
  maxPixels: 36_000_000,
  code: 'SOURCE_UNREADABLE',
  name: 'photo.jpg',
};
const asPhoto: ReadImageOptions = { ...asSource, code: 'PHOTO_UNREADABLE' };

const rgb = (width: number, height: number) => sharp(patterned(width, height), { raw: { width, height, channels: 3 } });

/** Random RGBA with every alpha, 0 among them. */
function rgba(width: number, height: number): Uint8Array {
  const random = randomFrom(11);
  return Uint8Array.from({ length: 4 * width * height }, (_, i) => (i % 8 === 3 ? 0 : Math.floor(random() * 256)));
}

test('a photo turned by EXIF is read upright and written upright with orientation 1', async () => {
  // Red above blue, stored lying on its side, as phones do.
  const upright = await sharp({ create: { width: 40, height: 60, channels: 3, background: '#00f' } })
    .composite([{ input: { create: { width: 40, height: 30, channels: 3, background: '#f00' } }, left: 0, top: 0 }])
    .png()
    .toBuffer();
  const lying = await sharp(upright).rotate(270).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer();
  expect(await sharp(lying).metadata()).toMatchObject({ width: 60, height: 40, orientation: 6 });
  const image = await readImage(lying, asSource);
  expect(image).toMatchObject({ width: 40, height: 60, orientation: 6, format: 'jpeg', lossless: false });
  const at = (x: number, y: number): number[] =>
    Array.from(image.data.subarray(3 * (40 * y + x), 3 * (40 * y + x) + 3));
  expect(at(20, 5)[0]).toBeGreaterThan(240);
  expect(at(20, 55)[2]).toBeGreaterThan(240);
  expect(await sharp(Buffer.from(await encodeImage(image))).metadata()).toMatchObject({
    width: 40,
    height: 60,
    orientation: 1,
    format: 'jpeg',
    chromaSubsampling: '4:4:4',
  });
});

test.each(['png', 'webp'] as const)(
  'a lossless %s with alpha comes back bit for bit, colours under alpha 0 too',
  async (format) => {
    const pixels = rgba(33, 21);
    const file = sharp(pixels, { raw: { width: 33, height: 21, channels: 4 } });
    const bytes = await (format === 'png' ? file.png() : file.webp({ lossless: true, exact: true })).toBuffer();
    const image = await readImage(bytes, asSource);
    expect(image).toMatchObject({ format, lossless: true });
    expect(image.alpha).toHaveLength(33 * 21);
    const written = await encodeImage(image);
    const again = await sharp(Buffer.from(written)).raw().toBuffer();
    expect(Buffer.compare(again, Buffer.from(pixels))).toBe(0);
  },
);

test('a lossy WebP stays WebP', async () => {
  const image = await readImage(await rgb(64, 48).webp({ quality: 80 }).toBuffer(), asSource);
  expect(image).toMatchObject({ format: 'webp', lossless: false });
  expect(await sharp(Buffer.from(await encodeImage(image))).metadata()).toMatchObject({ format: 'webp', width: 64 });
});

test.each(['jpeg', 'png', 'webp'] as const)(
  'a colour profile is kept in %s, and values are not converted by it',
  async (format) => {
    const p3 = sharp(await rgb(48, 32).png().toBuffer()).withIccProfile('p3');
    const lossless = format === 'webp' ? p3.webp({ lossless: true, exact: true }) : p3.png();
    const bytes = await (format === 'jpeg' ? p3.jpeg({ quality: 95 }) : lossless).toBuffer();
    const icc = (await sharp(bytes).metadata()).icc;
    expect(icc?.length).toBeGreaterThan(100);
    const raw = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
    const image = await readImage(bytes, asSource);
    expect(Buffer.compare(Buffer.from(image.data), raw)).toBe(0);
    const written = Buffer.from(await encodeImage(image));
    expect((await sharp(written).metadata()).icc).toEqual(icc);
    if (format === 'jpeg') return;
    expect(Buffer.compare(await sharp(written, { ignoreIcc: true }).raw().toBuffer(), raw)).toBe(0);
  },
);

test('grey, CMYK and 16-bit images become 8-bit RGB, and say so', async () => {
  const grey = await readImage(await rgb(40, 40).toColourspace('b-w').png().toBuffer(), asSource);
  expect(grey.data).toHaveLength(3 * 1600);
  expect(grey.notes.join()).toContain('grey');
  const cmyk = await readImage(await rgb(40, 40).toColourspace('cmyk').jpeg().toBuffer(), asSource);
  expect(cmyk.data).toHaveLength(3 * 1600);
  expect(cmyk.icc).toBeUndefined();
  expect(cmyk.notes.join()).toContain('CMYK');
  const deep = await readImage(await rgb(40, 40).toColourspace('rgb16').png().toBuffer(), asSource);
  expect(deep.notes.join()).toContain('8 bits');
  expect(deep.data[4]).toBe(patterned(40, 40)[4]);
});

test.each([
  ['text', Buffer.from('no picture')],
  ['nothing', Buffer.alloc(0)],
  ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>')],
  ['a GIF', Buffer.from('GIF89a\x01\x00\x01\x00', 'latin1')],
])('%s is no image, whatever it is called', async (_, bytes) => {
  await expect(readImage(bytes, asSource)).rejects.toMatchObject({ code: 'SOURCE_NOT_MEDIA', retryable: false });
  await expect(readImage(bytes, asPhoto)).rejects.toMatchObject({ code: 'PHOTO_UNREADABLE', retryable: false });
});

test('a photo as telephones take it is named in the message', async () => {
  const heic = Buffer.from('\0\0\0\x24ftypheic', 'latin1');
  await expect(readImage(heic, asPhoto)).rejects.toThrow(
    /is a HEIC picture, which is not supported; expected a JPEG, PNG or WebP file\.$/,
  );
});

test('a damaged image is refused with the code of its side', async () => {
  const jpeg = await rgb(200, 200).jpeg().toBuffer();
  const cut = jpeg.subarray(0, jpeg.length / 2);
  await expect(readImage(cut, asSource)).rejects.toMatchObject({ code: 'SOURCE_UNREADABLE', retryable: false });
  await expect(readImage(cut, asPhoto)).rejects.toMatchObject({ code: 'PHOTO_UNREADABLE', retryable: false });
  const png = await rgb(50, 50).png().toBuffer();
  await expect(readImage(png.subarray(0, 60), asPhoto)).rejects.toMatchObject({ code: 'PHOTO_UNREADABLE' });
});

test('a photo of one pixel is too small; a target of one pixel is a picture', async () => {
  const dot = await rgb(1, 1).png().toBuffer();
  await expect(readImage(dot, asPhoto)).rejects.toMatchObject({ code: 'PHOTO_UNREADABLE' });
  expect(await readImage(dot, asSource)).toMatchObject({ width: 1, height: 1 });
});

test('limits count before anything is decoded', async () => {
  const wide = await rgb(300, 40).png().toBuffer();
  const limited = { ...asSource, maxSidePx: 200 };
  await expect(readImage(wide, limited)).rejects.toMatchObject({ code: 'SOURCE_TOO_LARGE', retryable: false });
  await expect(readImage(wide, { ...asSource, maxPixels: 1000 })).rejects.toMatchObject({ code: 'SOURCE_TOO_LARGE' });
  // A header that claims 20,000 × 20,000; there are no pixels behind it.
  const bomb = Buffer.from(wide);
  bomb.writeUInt32BE(20_000, 16);
  bomb.writeUInt32BE(20_000, 20);
  await expect(readImage(bomb, asSource)).rejects.toMatchObject({ retryable: false });
});

test.each([
  ['jpeg', false],
  ['jpeg', true],
  ['png', false],
  ['png', true],
  ['webp', false],
  ['webp', true],
] as const)('a label is all that it adds to a %s (with a colour profile: %s)', async (format, profiled) => {
  const plain = sharp(await rgb(48, 32).png().toBuffer());
  const source = await (profiled ? plain.withIccProfile('p3') : plain)[format]().toBuffer();
  const image = await readImage(source, asSource);
  const [bare, told] = [await encodeImage(image), await encodeImage(image, 'AI-generated & <so on>')].map(Buffer.from);
  if (bare === undefined || told === undefined) throw new Error('Nothing was written.');
  const [{ xmp, ...facts }, without] = [await sharp(told).metadata(), await sharp(bare).metadata()];
  expect(xmp?.toString()).toContain('AI-generated &amp; &lt;so on&gt;<');
  expect(without.xmp).toBeUndefined();
  expect(facts.icc === undefined).toBe(!profiled);
  expect([facts.icc, facts.exif, facts.orientation]).toEqual([without.icc, without.exif, 1]);
  const pixels = await Promise.all([bare, told].map((file) => sharp(file, { ignoreIcc: true }).raw().toBuffer()));
  expect(pixels[1]).toEqual(pixels[0]);
  // Where XMP belongs in a PNG; sharp alone reads it elsewhere too.
  if (format === 'png') expect([...pngTexts(told).keys()].sort()).toEqual(['Comment', 'XML:com.adobe.xmp']);
});
