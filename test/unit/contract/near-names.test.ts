import { describe, expect, it } from 'vitest';
import { nearNames } from '../../../contract/near-names.ts';

const models = [
  ...['inswapper_128', 'inswapper_128_fp16', 'simswap_256', 'hyperswap_1a_256', 'hyperswap_1b_256'],
  ...['gfpgan_1.2', 'gfpgan_1.3', 'gfpgan_1.4', 'codeformer', 'real_esrgan_x4', 'real_esrgan_x4_fp16'],
];
const settings = ['stage', 'workerImage', 'workerStorage', 'alarmEmail', 'maxWorkers'];

describe('the near names of a mistaken word', () => {
  it.each([
    ['workerimage', settings, ['workerImage']],
    ['worker-image', settings, ['workerImage']],
    ['wrokerImage', settings, ['workerImage']],
    ['email', settings, ['alarmEmail']],
    ['stag', settings, ['stage']],
    ['codefromer', models, ['codeformer']],
    ['GFPGAN1.4', models, ['gfpgan_1.4']],
    ['gfpgan', models, ['gfpgan_1.2', 'gfpgan_1.3', 'gfpgan_1.4']],
    ['inswapper', models, ['inswapper_128', 'inswapper_128_fp16']],
    ['inswaper_128', models, ['inswapper_128']],
    ['esrgan_x4', models, ['real_esrgan_x4', 'real_esrgan_x4_fp16']],
    ['hyperswap_256', models, ['hyperswap_1a_256', 'hyperswap_1b_256']],
  ])('%s', (word, known, near) => {
    expect(nearNames(word, known)).toEqual(near);
  });

  it('are none when nothing is near', () => {
    for (const word of ['', 'x', 'st', 'bucket', 'a'.repeat(10_000)]) expect(nearNames(word, settings)).toEqual([]);
    expect(nearNames('stage', [])).toEqual([]);
  });
});
