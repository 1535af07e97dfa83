import { describe, expect, it } from 'vitest';
import { sniffMedia } from '../../../gpu-worker/pipeline/sniff-media.ts';
import { firstBoxes } from '../../../gpu-worker/video/container-checks/first-boxes.ts';

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
