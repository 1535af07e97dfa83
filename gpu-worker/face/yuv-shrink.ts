import { clampLevel } from './clamp.ts';
import type { ColourTables } from './colour.ts';
import type { FrameLayout } from './frame-layout.ts';
import type { ShrunkSize } from './frame-pixels.ts';
import { blendFour, type ShrinkPlan, shrinkPlanFor } from './shrink-plan.ts';
import type { YuvPlanes } from './yuv-planes.ts';

/** See `FramePixels.shrinkUpright`: every neighbour becomes 8-bit RGB first, then they are blended. */
export function shrinkYuv(
  planes: YuvPlanes,
  layout: FrameLayout,
  tables: ColourTables,
  canvas: Float32Array,
  canvasSize: number,
): ShrunkSize {
  const plan = shrinkPlanFor(layout, canvasSize);
  if (plan.kind === 'pick') pickRows(planes, plan, tables, canvas, canvasSize);
  else if (plan.kind === 'mean') meanRows(planes, plan, tables, canvas, canvasSize);
  else linearRows(planes, plan, tables, canvas, canvasSize);
  return plan.size;
}

function pickRows(
  { y: lumas, u: us, v: vs }: YuvPlanes,
  { size, columns, rows }: ShrinkPlan,
  { luma, redV, greenU, greenV, blueU }: ColourTables,
  canvas: Float32Array,
  canvasSize: number,
): void {
  const plane = canvasSize * canvasSize;
  for (let y = 0; y < size.height; y += 1) {
    const row = rows.near[y]!;
    const chromaRow = rows.nearChroma[y]!;
    for (let x = 0; x < size.width; x += 1) {
      const l = luma[lumas[row + columns.near[x]!]!]!;
      const chroma = chromaRow + columns.nearChroma[x]!;
      const u = us[chroma]!;
      const v = vs[chroma]!;
      const out = y * canvasSize + x;
      canvas[out] = clampLevel(l + blueU[u]!);
      canvas[out + plane] = clampLevel(l + greenU[u]! + greenV[v]!);
      canvas[out + 2 * plane] = clampLevel(l + redV[v]!);
    }
  }
}

function meanRows(
  { y: lumas, u: us, v: vs }: YuvPlanes,
  { size, columns, rows }: ShrinkPlan,
  { luma, redV, greenU, greenV, blueU }: ColourTables,
  canvas: Float32Array,
  canvasSize: number,
): void {
  const plane = canvasSize * canvasSize;
  for (let y = 0; y < size.height; y += 1) {
    for (let x = 0; x < size.width; x += 1) {
      let blue = 2;
      let green = 2;
      let red = 2;
      for (let tap = 0; tap < 4; tap += 1) {
        const row = tap < 2 ? rows.near[y]! : rows.far[y]!;
        const column = (tap & 1) === 0 ? columns.near[x]! : columns.far[x]!;
        const chromaRow = tap < 2 ? rows.nearChroma[y]! : rows.farChroma[y]!;
        const chroma = chromaRow + ((tap & 1) === 0 ? columns.nearChroma[x]! : columns.farChroma[x]!);
        const l = luma[lumas[row + column]!]!;
        const u = us[chroma]!;
        const v = vs[chroma]!;
        blue += clampLevel(l + blueU[u]!);
        green += clampLevel(l + greenU[u]! + greenV[v]!);
        red += clampLevel(l + redV[v]!);
      }
      const out = y * canvasSize + x;
      canvas[out] = blue >> 2;
      canvas[out + plane] = green >> 2;
      canvas[out + 2 * plane] = red >> 2;
    }
  }
}

/** Four neighbours of one output pixel, converted. */
const blues = new Int32Array(4);
const greens = new Int32Array(4);
const reds = new Int32Array(4);

function linearRows(
  { y: lumas, u: us, v: vs }: YuvPlanes,
  { size, columns, rows }: ShrinkPlan,
  { luma, redV, greenU, greenV, blueU }: ColourTables,
  canvas: Float32Array,
  canvasSize: number,
): void {
  const plane = canvasSize * canvasSize;
  for (let y = 0; y < size.height; y += 1) {
    const b0 = rows.nearWeight[y]!;
    const b1 = rows.farWeight[y]!;
    for (let x = 0; x < size.width; x += 1) {
      for (let tap = 0; tap < 4; tap += 1) {
        const row = tap < 2 ? rows.near[y]! : rows.far[y]!;
        const column = (tap & 1) === 0 ? columns.near[x]! : columns.far[x]!;
        const chromaRow = tap < 2 ? rows.nearChroma[y]! : rows.farChroma[y]!;
        const chroma = chromaRow + ((tap & 1) === 0 ? columns.nearChroma[x]! : columns.farChroma[x]!);
        const l = luma[lumas[row + column]!]!;
        const u = us[chroma]!;
        const v = vs[chroma]!;
        blues[tap] = clampLevel(l + blueU[u]!);
        greens[tap] = clampLevel(l + greenU[u]! + greenV[v]!);
        reds[tap] = clampLevel(l + redV[v]!);
      }
      const a0 = columns.nearWeight[x]!;
      const a1 = columns.farWeight[x]!;
      const out = y * canvasSize + x;
      canvas[out] = blendFour(blues[0]!, blues[1]!, blues[2]!, blues[3]!, a0, a1, b0, b1);
      canvas[out + plane] = blendFour(greens[0]!, greens[1]!, greens[2]!, greens[3]!, a0, a1, b0, b1);
      canvas[out + 2 * plane] = blendFour(reds[0]!, reds[1]!, reds[2]!, reds[3]!, a0, a1, b0, b1);
    }
  }
}
