import { describe, expect, it } from 'vitest';
import { neitherWords, sniffMedia } from '../../../../gpu-worker/media/sniff-media.ts';
import { firstBoxes } from '../../../../gpu-worker/media/video/container/checks/first-boxes.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const transportStream = Uint8Array.from({ length: 512 }, (_, index) => (index % 188 === 0 ? 0x47 : 1));

describe('sniffMedia', () => {
  it.each([
    ['mp4', bytes('\0\0\0\x18ftypisom'), 'video'],
    ['old QuickTime', bytes('\0\0\0\x08wide'), 'video'],
    ['Matroska', bytes('\x1aE\xdf\xa3\x01'), 'video'],
    ['MPEG-TS', transportStream, 'video'],
    ['JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), 'image'],
    ['PNG', bytes('\x89PNG\r\n\x1a\n'), 'image'],
    ['WebP', bytes('RIFF\0\0\0\0WEBPVP8 '), 'image'],
    ['HLS playlist', bytes('#EXTM3U\nfile:///etc/passwd'), undefined],
    ['DASH manifest', bytes('<?xml version="1.0"?><MPD>'), undefined],
    ['concat script', bytes('ffconcat version 1.0\nfile /etc/passwd'), undefined],
    ['SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg"/>'), undefined],
    ['WAV', bytes('RIFF\0\0\0\0WAVEfmt '), undefined],
    ['nothing', new Uint8Array(0), undefined],
  ])('%s', (_name, content, kind) => {
    expect(sniffMedia(content)).toBe(kind);
  });

  it.each([...firstBoxes])('a file that begins with a box %s', (first) => {
    expect(sniffMedia(bytes(`\0\0\0\x08${first}`))).toBe('video');
  });
});

describe('what is not supported', () => {
  it.each([
    ['RIFF\x10\x20\0\0AVI LIST', 'an AVI video'],
    ['\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6', 'a Windows Media (WMV, ASF) video'],
    ['FLV\x01\x05', 'a Flash (FLV) video'],
    ['\0\0\x01\xba\x44', 'an MPEG-1 or MPEG-2 (mpg, vob) video'],
    ['\0\0\x01\xb3\x14', 'an MPEG-1 or MPEG-2 (mpg, vob) video'],
    ['GIF89a', 'a GIF'],
    ['\0\0\0\x24ftypheic', 'a HEIC picture'],
    ['\0\0\0\x24ftypmif1', 'a HEIC picture'],
    ['\0\0\0\x1cftypavif', 'an AVIF picture'],
    ['II*\0', 'a TIFF picture (or a raw photo)'],
    ['MM\0*', 'a TIFF picture (or a raw photo)'],
    ['BM\x10\n\0\0\0\0\0\0\x36', 'a BMP picture'],
  ])('%j is told by its name', (begin, name) => {
    expect(sniffMedia(bytes(begin))).toBeUndefined();
    expect(neitherWords(bytes(begin))).toBe(`${name}, which is not supported`);
  });

  it.each(['BMW drives', 'RIFF', '', '<svg'])('%j has none', (begin) => {
    expect(neitherWords(bytes(begin))).toBe('neither a video nor an image');
  });
});
