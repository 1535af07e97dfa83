import type { Look } from './draw-person.ts';

/** The three people of the clip, left to right. */
export const cast: readonly Look[] = [
  {
    skin: [242, 196, 160],
    hair: [116, 68, 48],
    hairStyle: 'long',
    iris: [70, 128, 84],
    lips: [206, 66, 84],
    shirt: [46, 124, 130],
    blush: 0.7,
  },
  {
    skin: [138, 88, 62],
    hair: [44, 34, 38],
    hairStyle: 'curly',
    iris: [84, 52, 30],
    lips: [172, 52, 64],
    shirt: [212, 164, 74],
    blush: 0.3,
  },
  {
    skin: [204, 160, 92],
    hair: [58, 62, 84],
    hairStyle: 'short',
    iris: [60, 92, 140],
    lips: [190, 66, 70],
    shirt: [116, 92, 160],
    blush: 0.5,
  },
];

/** The person of the photo: nobody could take a swapped face for the one before. */
export const photoPerson: Look = {
  skin: [44, 168, 166],
  hair: [224, 182, 76],
  hairStyle: 'long',
  iris: [150, 96, 30],
  lips: [226, 84, 84],
  shirt: [90, 60, 120],
  blush: 0.2,
  ornament: [240, 204, 96],
};
