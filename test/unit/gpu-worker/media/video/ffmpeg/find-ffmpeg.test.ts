import { describe, expect, it } from 'vitest';
import { findFfmpeg, parseVersion } from '../../../../../../gpu-worker/media/video/ffmpeg/find-ffmpeg.ts';

const says = (version: string) => ({
  code: 0,
  stdout: `ffmpeg version ${version} Copyright (c) the FFmpeg developers\n`,
  stderr: '',
});
const absent = { code: undefined, stdout: '', stderr: 'ENOENT' };

function find(
  programs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
  bundled?: string,
) {
  const tried: string[] = [];
  const found = findFfmpeg({
    env: { PATH: '/bin', AWS_SECRET_ACCESS_KEY: 'secret', ...env },
    staticPath: () => bundled,
    run: async (path) => {
      tried.push(path);
      const version = programs[path];
      return version === undefined ? absent : says(version);
    },
    advice: () => 'brew install ffmpeg',
  });
  return { found, tried };
}

describe('findFfmpeg', () => {
  it('takes the one that is named, before all others', async () => {
    const { found, tried } = find({ '/opt/ff': '7.1', ffmpeg: '5.1' }, { FACELINE_FFMPEG: '/opt/ff' }, '/static');
    expect(await found).toMatchObject({ path: '/opt/ff', major: 7, minor: 1 });
    expect(tried).toEqual(['/opt/ff']);
  });

  it('does not fall back silently from the one that is named', async () => {
    const { found } = find({ ffmpeg: '5.1' }, { FACELINE_FFMPEG: '/opt/ff' });
    await expect(found).rejects.toMatchObject({
      code: 'FFMPEG_MISSING',
      retryable: false,
      message: expect.stringContaining('"/opt/ff" does not run'),
    });
  });

  it('takes the bundled one, and the one on the PATH where that is too old', async () => {
    expect(await find({ '/static': '6.0', ffmpeg: '5.1' }, {}, '/static').found).toMatchObject({ path: '/static' });
    expect(await find({ '/static': '4.4', ffmpeg: '5.1' }, {}, '/static').found).toMatchObject({ path: 'ffmpeg' });
  });

  it('says what it tried and what to do', async () => {
    await expect(find({ ffmpeg: '4.4.2' }).found).rejects.toThrow(/"ffmpeg" is version 4.4.2.*brew install ffmpeg/);
  });

  it('gives its children no credentials', async () => {
    expect((await find({ ffmpeg: '5.1' }).found).env).toEqual({ PATH: '/bin' });
  });
});

describe('parseVersion', () => {
  it.each([
    ['ffmpeg version 5.1.9-0+deb12u1 Copyright', 5, 1],
    ['ffmpeg version n9.0.2-17-g2a571b6068 Copyright', 9, 0],
    ['ffmpeg version N-109-g1 Copyright\nlibavutil      58. 29.100 / 58. 29.100', 6, 0],
  ])('%s', (text, major, minor) => {
    expect(parseVersion(text)).toMatchObject({ major, minor });
  });

  it('is undefined for another program', () => {
    expect(parseVersion('BusyBox v1.35')).toBeUndefined();
  });
});
