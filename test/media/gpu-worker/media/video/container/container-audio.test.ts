import { beforeAll, describe, expect, it } from 'vitest';
import { audioDifference } from '../../../../../../gpu-worker/media/video/container/container-audio.ts';
import { testPicture, useClips, x264 } from '../../../../../helpers/video/make-clip.ts';

const tone = (hertz: number) => ['-f', 'lavfi', '-i', `sine=frequency=${hertz}:sample_rate=44100:duration=1`];

describe('what differs between the sound of a source and of its result', () => {
  const room = useClips();
  const codecs = { aac: ['mp4', 'aac'], pcm: ['mov', 'pcm_s16le'] } as const;
  const sources = { aac: '', pcm: '' };
  const codecArgs = (codec: keyof typeof codecs) => [...x264, '-c:a', codecs[codec][1]];

  beforeAll(async () => {
    for (const codec of ['aac', 'pcm'] as const) {
      const args = [...testPicture('64x64', 25), ...tone(440), ...codecArgs(codec)];
      sources[codec] = await room.make(`source.${codecs[codec][0]}`, args);
    }
  });

  it.each(['aac', 'pcm'] as const)('%s: nothing, for a copy', async (codec) => {
    const copy = await room.make(`copy.${codecs[codec][0]}`, ['-i', sources[codec], '-c', 'copy']);
    expect(await audioDifference(sources[codec], copy)).toBeUndefined();
  });

  it.each(['aac', 'pcm'] as const)('%s: other bytes', async (codec) => {
    const args = [...testPicture('64x64', 25), ...tone(880), ...codecArgs(codec)];
    const other = await room.make(`other.${codecs[codec][0]}`, args);
    expect(await audioDifference(sources[codec], other)).toMatch(/audio track 1 .* other packets/);
  });

  it.each(['aac', 'pcm'] as const)('%s: the same sound later', async (codec) => {
    const source = sources[codec];
    const late = ['-i', source, '-itsoffset', '0.3', '-i', source, '-map', '0:v', '-map', '1:a', '-c', 'copy'];
    const shifted = await room.make(`late.${codecs[codec][0]}`, late);
    expect(await audioDifference(source, shifted)).toMatch(/audio track 1 .*, packet 0, is off by 0\.[23]/);
  });

  it('a track that is missing', async () => {
    const silent = await room.make('silent.mp4', ['-i', sources.aac, '-an', '-c', 'copy']);
    expect(await audioDifference(sources.aac, silent)).toBe('the source has 1 audio tracks, the output 0');
  });
});
