import { colourCoefficients } from '../../pixels/colour.ts';
import type { FrameLayout } from '../../pixels/frame-layout.ts';
import { type StoredAxis, storedAxes, uprightSize } from '../../pixels/orientation.ts';
import { pixelReader } from '../../pixels/pixel-reader.ts';
import { resizeTaps } from '../../pixels/resize-plane.ts';
import { blendFour } from '../../pixels/shrink-plan.ts';
import { linearTaps } from '../../pixels/shrink-taps.ts';

/** OpenCV's shares of red, green and blue in grey, in 15 bits. */
const [redShare, greenShare, blueShare] = [9798, 19235, 3735] as const;

/**
 * A whole frame as a small upright grey square, as FaceFusion shows it to a colouriser: squeezed to the square by
 * OpenCV's `resize` (linear, half-pixel centres, no antialiasing). For DDColor it sends the grey to L*a*b* and back,
 * which changes nothing but what OpenCV's table loses, half a level at most; we leave that out.
 * @param frame a stored frame
 * @param size side of the square, pixels
 * @param steps `whole`: resized in 8 bits, as bytes are; `fine`: as floats are
 * @returns `size * size` levels, 0..255
 */
export function greyPicture(
  frame: Uint8Array,
  layout: FrameLayout,
  size: number,
  steps: 'whole' | 'fine',
): Float32Array {
  const { width, height } = uprightSize(layout);
  const { column, row } = storedAxes(layout.rotation);
  const stored = ({ axis, backwards }: StoredAxis, index: number): number =>
    backwards ? (axis === 'x' ? layout.width : layout.height) - 1 - index : index;
  const read = pixelReader(frame, layout, layout.pixels === 'rgb24' ? undefined : colourCoefficients(layout));
  const pixel = new Float64Array(3);
  const grey = (x: number, y: number): number => {
    const along = stored(column, x);
    const down = stored(row, y);
    if (column.axis === 'x') read(along, down, pixel);
    else read(down, along, pixel);
    const [red, green, blue] = [Math.round(pixel[0]!), Math.round(pixel[1]!), Math.round(pixel[2]!)];
    return (redShare * red + greenShare * green + blueShare * blue + 16384) >> 15;
  };
  const blend = steps === 'fine' ? fineBlend(width, height, size) : wholeBlend(width, height, size);
  const { columns, rows } = blend;
  const picture = new Float32Array(size * size);
  for (let y = 0, out = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1, out += 1) {
      const upperLeft = grey(columns.near[x]!, rows.near[y]!);
      const upperRight = grey(columns.far[x]!, rows.near[y]!);
      const lowerLeft = grey(columns.near[x]!, rows.far[y]!);
      const lowerRight = grey(columns.far[x]!, rows.far[y]!);
      picture[out] = blend.of(x, y, upperLeft, upperRight, lowerLeft, lowerRight);
    }
  }
  return picture;
}

interface Neighbours {
  readonly near: Int32Array;
  readonly far: Int32Array;
}

interface Blend {
  readonly columns: Neighbours;
  readonly rows: Neighbours;
  of(x: number, y: number, p00: number, p01: number, p10: number, p11: number): number;
}

function fineBlend(width: number, height: number, size: number): Blend {
  const columns = resizeTaps(width, size);
  const rows = resizeTaps(height, size);
  return {
    columns,
    rows,
    of(x, y, p00, p01, p10, p11) {
      const above = p00 + (p01 - p00) * columns.share[x]!;
      const below = p10 + (p11 - p10) * columns.share[x]!;
      return above + (below - above) * rows.share[y]!;
    },
  };
}

function wholeBlend(width: number, height: number, size: number): Blend {
  const columns = linearTaps(width, size);
  const rows = linearTaps(height, size);
  // Exactly 2:1 is the rounded mean of four, and no shrinking is no change, as in OpenCV.
  if (width === 2 * size && height === 2 * size) {
    return { columns, rows, of: (_x, _y, p00, p01, p10, p11) => (p00 + p01 + p10 + p11 + 2) >> 2 };
  }
  if (width === size && height === size) return { columns, rows, of: (_x, _y, p00) => p00 };
  return {
    columns,
    rows,
    of: (x, y, p00, p01, p10, p11) =>
      blendFour(
        p00,
        p01,
        p10,
        p11,
        columns.nearWeight[x]!,
        columns.farWeight[x]!,
        rows.nearWeight[y]!,
        rows.farWeight[y]!,
      ),
  };
}
