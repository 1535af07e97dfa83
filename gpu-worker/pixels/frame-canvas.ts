import { clampLevel } from './clamp.ts';
import { colourCoefficients } from './colour.ts';
import { chromaSize, type FrameLayout } from './frame-layout.ts';

/** Red, green, blue of 0..255. */
export type Colour = readonly [number, number, number];

/** A stored frame to draw on, pixel by pixel. */
export interface FrameCanvas {
  readonly layout: FrameLayout;
  /** Colours one stored pixel, and the chroma sample that it may share; whole numbers. Outside the frame: nothing. */
  set(x: number, y: number, colour: Colour): void;
}

export function openCanvas(frame: Uint8Array, layout: FrameLayout): FrameCanvas {
  const { width, height } = layout;
  const inside = (x: number, y: number): boolean => x >= 0 && y >= 0 && x < width && y < height;
  if (layout.pixels === 'rgb24') {
    return {
      layout,
      set(x, y, colour) {
        if (inside(x, y)) frame.set(colour, 3 * (y * width + x));
      },
    };
  }
  const coded = codedBy(layout);
  const chroma = chromaSize(layout);
  const shiftX = chroma.width < width ? 1 : 0;
  const shiftY = chroma.height < height ? 1 : 0;
  const planeU = width * height;
  const planeV = planeU + chroma.width * chroma.height;
  return {
    layout,
    set(x, y, colour) {
      if (!inside(x, y)) return;
      const [luma, u, v] = coded(colour);
      const at = (y >> shiftY) * chroma.width + (x >> shiftX);
      frame[y * width + x] = luma;
      frame[planeU + at] = u;
      frame[planeV + at] = v;
    },
  };
}

/** A colour in the frame's own code values, each worked out once. */
function codedBy(layout: FrameLayout): (colour: Colour) => Colour {
  const { lumaOffset, yr, yg, yb, ur, ug, ub, vr, vg, vb } = colourCoefficients(layout);
  const known = new Map<Colour, Colour>();
  const level = (value: number): number => Math.round(clampLevel(value));
  return (colour) => {
    const found = known.get(colour);
    if (found !== undefined) return found;
    const [r, g, b] = colour;
    const made: Colour = [
      level(yr * r + yg * g + yb * b + lumaOffset),
      level(ur * r + ug * g + ub * b + 128),
      level(vr * r + vg * g + vb * b + 128),
    ];
    known.set(colour, made);
    return made;
  };
}
