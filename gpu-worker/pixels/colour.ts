import type { FrameLayout } from './frame-layout.ts';

type Coding = Pick<FrameLayout, 'matrix' | 'fullRange'>;

/** Shares of red and blue in luma. */
const lumaShares = {
  bt601: { red: 0.299, blue: 0.114 },
  bt709: { red: 0.2126, blue: 0.0722 },
  bt2020: { red: 0.2627, blue: 0.0593 },
} as const;

/**
 * The exact linear map between 8-bit YUV and RGB, both ways, with offsets taken off before.
 * `r = luma (y - lumaOffset) + rv (v - 128)` and so on.
 */
export interface ColourCoefficients {
  readonly lumaOffset: number;
  readonly luma: number;
  readonly rv: number;
  readonly gu: number;
  readonly gv: number;
  readonly bu: number;
  readonly yr: number;
  readonly yg: number;
  readonly yb: number;
  readonly ur: number;
  readonly ug: number;
  readonly ub: number;
  readonly vr: number;
  readonly vg: number;
  readonly vb: number;
}

export function colourCoefficients({ matrix, fullRange }: Coding): ColourCoefficients {
  const { red, blue } = lumaShares[matrix];
  const green = 1 - red - blue;
  const lumaSpan = fullRange ? 1 : 219 / 255;
  const chromaSpan = fullRange ? 1 : 224 / 255;
  const u = chromaSpan / (2 * (1 - blue));
  const v = chromaSpan / (2 * (1 - red));
  return {
    lumaOffset: fullRange ? 0 : 16,
    luma: 1 / lumaSpan,
    rv: 1 / v,
    gu: -blue / green / u,
    gv: -red / green / v,
    bu: 1 / u,
    yr: red * lumaSpan,
    yg: green * lumaSpan,
    yb: blue * lumaSpan,
    ur: -red * u,
    ug: -green * u,
    ub: (1 - blue) * u,
    vr: (1 - red) * v,
    vg: -green * v,
    vb: -blue * v,
  };
}

/** Contributions of one sample to red, green and blue, by sample value; sum and clamp to 0..255. */
export interface ColourTables {
  readonly luma: Int32Array;
  readonly redV: Int32Array;
  readonly greenU: Int32Array;
  readonly greenV: Int32Array;
  readonly blueU: Int32Array;
}

/** libswscale's 16.16 coefficients: V to red, U to blue, U to green, V to green. */
const swscaleCoefficients = {
  bt601: [104597, 132201, 25675, 53279],
  bt709: [117504, 138453, 13954, 34903],
  bt2020: [110013, 140363, 12277, 42626],
} as const;

/**
 * YUV to RGB in the 16-bit arithmetic of libswscale's default converter on x86, bit for bit. The detector sees through
 * it, so that it sees what FaceFusion's detector sees: one level of rounding moves points by up to a pixel.
 */
export function swscaleTables({ matrix, fullRange }: Coding): ColourTables {
  const to16 = (value: number): number => Math.floor((value * 8192 + 32768) / 65536);
  const [redV, blueU, greenU, greenV] = swscaleCoefficients[matrix].map((value) =>
    to16(fullRange ? Math.floor((value * 224) / 255) : value),
  );
  const luma = to16(fullRange ? 65536 : Math.floor((65536 * 255) / 219));
  const table = (coefficient: number, offset: number): Int32Array =>
    Int32Array.from({ length: 256 }, (_, value) => ((value - offset) * 8 * coefficient) >> 16);
  return {
    luma: table(luma, fullRange ? 0 : 16),
    redV: table(redV!, 128),
    greenU: table(-greenU!, 128),
    greenV: table(-greenV!, 128),
    blueU: table(blueU!, 128),
  };
}
