import { describe, expect, it } from 'vitest';
import { pairFiles } from '../../../../../bin/commands/local/pair-files.ts';
import { stillFiles } from '../../../../../bin/commands/local/watch/still-files.ts';

describe('pairFiles', () => {
  it('prefers the photo of the same name, then the folder’s person', () => {
    const pairs = pairFiles(['a.mp4', 'a.jpg', 'b.MOV', 'person.png', 'notes.txt']);
    expect(pairs).toEqual([
      { video: 'a.mp4', photos: ['a.jpg'], stem: 'a' },
      { video: 'b.MOV', photos: ['person.png'], stem: 'b' },
    ]);
  });

  it('gives the results of two videos of one stem their whole names, and says when there is no photo', () => {
    expect(pairFiles(['x.mp4', 'x.mkv'])).toEqual([
      { video: 'x.mkv', photos: [], stem: 'x.mkv' },
      { video: 'x.mp4', photos: [], stem: 'x.mp4' },
    ]);
  });
});

describe('stillFiles', () => {
  it('counts a file once its size has stood still for two seconds', () => {
    const still = stillFiles();
    expect(still(new Map([['a', '10']]), 0)).toEqual([]);
    expect(still(new Map([['a', '20']]), 1900)).toEqual([]);
    expect(still(new Map([['a', '20']]), 3800)).toEqual([]);
    expect(still(new Map([['a', '20']]), 3900)).toEqual(['a']);
    expect(still(new Map([['a', '30']]), 4000)).toEqual([]);
    expect(still(new Map(), 9000)).toEqual([]);
  });
});
