import { chromaSize, type FrameLayout } from './frame-layout.ts';
import type { ShrunkSize } from './frame-pixels.ts';
import { type FrameView, noMargin, viewSize } from './frame-view.ts';
import { type StoredAxis, storedAxes, uprightSize } from './orientation.ts';
import { type AxisTaps, linearTaps, onlyPicks, shrunkSize, withoutMargin } from './shrink-taps.ts';

/** Memory offsets of both neighbours of every output column or row; column and row offset are added. */
interface AxisOffsets {
  readonly near: Int32Array;
  readonly far: Int32Array;
  /** The same for a chroma plane; all zero for RGB. */
  readonly nearChroma: Int32Array;
  readonly farChroma: Int32Array;
  readonly nearWeight: Int32Array;
  readonly farWeight: Int32Array;
}

/** Everything about the shrinking of one layout that does not depend on the pixels. */
export interface ShrinkPlan {
  readonly size: ShrunkSize;
  /** `mean`: exactly 2:1, which OpenCV does as the rounded mean of four. `pick`: no neighbour counts. */
  readonly kind: 'pick' | 'mean' | 'linear';
  readonly columns: AxisOffsets;
  readonly rows: AxisOffsets;
}

function planShrink(layout: FrameLayout, canvasSize: number, view: FrameView): ShrinkPlan {
  const upright = uprightSize({ ...layout, rotation: view.rotation });
  const shown = viewSize(layout, view);
  const [top, , , left] = view.margin;
  const size = shrunkSize(shown.width, shown.height, canvasSize);
  const columnTaps = withoutMargin(linearTaps(shown.width, size.width), left, upright.width);
  const rowTaps = withoutMargin(linearTaps(shown.height, size.height), top, upright.height);
  const axes = storedAxes(view.rotation);
  return {
    size,
    kind: view.margin.some((pixels) => pixels > 0) ? 'linear' : kindOf(upright, size, columnTaps, rowTaps),
    columns: offsetsOf(columnTaps, axes.column, layout),
    rows: offsetsOf(rowTaps, axes.row, layout),
  };
}

function kindOf(
  upright: { readonly width: number; readonly height: number },
  size: ShrunkSize,
  columns: AxisTaps,
  rows: AxisTaps,
): ShrinkPlan['kind'] {
  if (upright.width === 2 * size.width && upright.height === 2 * size.height) return 'mean';
  return onlyPicks(columns) && onlyPicks(rows) ? 'pick' : 'linear';
}

function offsetsOf(taps: AxisTaps, { axis, backwards }: StoredAxis, layout: FrameLayout): AxisOffsets {
  const length = axis === 'x' ? layout.width : layout.height;
  const sampleBytes = layout.pixels === 'rgb24' ? 3 : 1;
  const step = axis === 'x' ? sampleBytes : sampleBytes * layout.width;
  const chroma = chromaSize(layout);
  const halved = axis === 'x' ? chroma.width < layout.width : chroma.height < layout.height;
  const chromaStep = layout.pixels === 'rgb24' ? 0 : axis === 'x' ? 1 : chroma.width;
  const stored = (index: number): number => (backwards ? length - 1 - index : index);
  const chromaOf = (index: number): number => (halved ? stored(index) >> 1 : stored(index)) * chromaStep;
  return {
    near: taps.near.map((index) => stored(index) * step),
    far: taps.far.map((index) => stored(index) * step),
    nearChroma: taps.near.map(chromaOf),
    farChroma: taps.far.map(chromaOf),
    nearWeight: taps.nearWeight,
    farWeight: taps.farWeight,
  };
}

/** A video and a photo or two, each at four angles. */
const mostPlans = 16;
const plans = new Map<string, ShrinkPlan>();

/** {@link planShrink}, remembered: all frames of a video share one plan. */
export function shrinkPlanFor(layout: FrameLayout, canvasSize: number, view?: FrameView): ShrinkPlan {
  const { rotation, margin } = view ?? { rotation: layout.rotation, margin: noMargin };
  const key = [layout.width, layout.height, layout.pixels, rotation, ...margin, canvasSize].join(' ');
  const known = plans.get(key);
  if (known !== undefined) return known;
  if (plans.size >= mostPlans) plans.clear();
  const plan = planShrink(layout, canvasSize, { rotation, margin });
  plans.set(key, plan);
  return plan;
}

/** OpenCV's fixed-point blend of four neighbours with 11-bit weights. */
export function blendFour(
  p00: number,
  p01: number,
  p10: number,
  p11: number,
  a0: number,
  a1: number,
  b0: number,
  b1: number,
): number {
  return (((b0 * ((p00 * a0 + p01 * a1) >> 4)) >> 16) + ((b1 * ((p10 * a0 + p11 * a1) >> 4)) >> 16) + 2) >> 2;
}
