import { clampLevel } from '../clamp.ts';
import type { ColourTables } from '../colour.ts';
import type { FrameLayout } from '../frame-layout.ts';
import { blendFour, type ShrinkPlan } from '../shrink-plan.ts';
import type { YuvPlanes } from './yuv-planes.ts';

/** See `FramePixels.shrinkUpright`: every neighbour becomes 8-bit RGB first, then they are blended. */
export function shrinkYuv(
  planes: YuvPlanes,
  layout: FrameLayout,
  plan: ShrinkPlan,
  tables: ColourTables,
  canvas: Float32Array,
  canvasSize: number,
): void {
  if (plan.kind === 'pick') pickRows(planes, plan, tables, canvas, canvasSize);
  else if (plan.kind === 'mean' && layout.pixels === 'yuv420p') meanRows(planes, plan, tables, canvas, canvasSize);
  else blendRows(planes, plan, tables, canvas, canvasSize);
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

/** Exactly 2:1 with 4:2:0: the four neighbours share one chroma sample. */
function meanRows(
  { y: lumas, u: us, v: vs }: YuvPlanes,
  { size, columns, rows }: ShrinkPlan,
  { luma, redV, greenU, greenV, blueU }: ColourTables,
  canvas: Float32Array,
  canvasSize: number,
): void {
  const plane = canvasSize * canvasSize;
  const { near, far, nearChroma } = columns;
  for (let y = 0; y < size.height; y += 1) {
    const upper = rows.near[y]!;
    const lower = rows.far[y]!;
    const chromaRow = rows.nearChroma[y]!;
    for (let x = 0; x < size.width; x += 1) {
      const l00 = luma[lumas[upper + near[x]!]!]!;
      const l01 = luma[lumas[upper + far[x]!]!]!;
      const l10 = luma[lumas[lower + near[x]!]!]!;
      const l11 = luma[lumas[lower + far[x]!]!]!;
      const chroma = chromaRow + nearChroma[x]!;
      const u = us[chroma]!;
      const v = vs[chroma]!;
      const b = blueU[u]!;
      const g = greenU[u]! + greenV[v]!;
      const r = redV[v]!;
      const out = y * canvasSize + x;
      canvas[out] = (clampLevel(l00 + b) + clampLevel(l01 + b) + clampLevel(l10 + b) + clampLevel(l11 + b) + 2) >> 2;
      canvas[out + plane] =
        (clampLevel(l00 + g) + clampLevel(l01 + g) + clampLevel(l10 + g) + clampLevel(l11 + g) + 2) >> 2;
      canvas[out + 2 * plane] =
        (clampLevel(l00 + r) + clampLevel(l01 + r) + clampLevel(l10 + r) + clampLevel(l11 + r) + 2) >> 2;
    }
  }
}

/** Any ratio and sampling. */
function blendRows(
  { y: lumas, u: us, v: vs }: YuvPlanes,
  { size, kind, columns, rows }: ShrinkPlan,
  { luma, redV, greenU, greenV, blueU }: ColourTables,
  canvas: Float32Array,
  canvasSize: number,
): void {
  const plane = canvasSize * canvasSize;
  const { near, far, nearChroma, farChroma } = columns;
  for (let y = 0; y < size.height; y += 1) {
    const upper = rows.near[y]!;
    const lower = rows.far[y]!;
    const upperChroma = rows.nearChroma[y]!;
    const lowerChroma = rows.farChroma[y]!;
    // Equal weights give OpenCV's rounded mean of four.
    const b0 = kind === 'mean' ? 1024 : rows.nearWeight[y]!;
    const b1 = kind === 'mean' ? 1024 : rows.farWeight[y]!;
    for (let x = 0; x < size.width; x += 1) {
      const l00 = luma[lumas[upper + near[x]!]!]!;
      const l01 = luma[lumas[upper + far[x]!]!]!;
      const l10 = luma[lumas[lower + near[x]!]!]!;
      const l11 = luma[lumas[lower + far[x]!]!]!;
      const u00 = us[upperChroma + nearChroma[x]!]!;
      const u01 = us[upperChroma + farChroma[x]!]!;
      const u10 = us[lowerChroma + nearChroma[x]!]!;
      const u11 = us[lowerChroma + farChroma[x]!]!;
      const v00 = vs[upperChroma + nearChroma[x]!]!;
      const v01 = vs[upperChroma + farChroma[x]!]!;
      const v10 = vs[lowerChroma + nearChroma[x]!]!;
      const v11 = vs[lowerChroma + farChroma[x]!]!;
      const a0 = kind === 'mean' ? 1024 : columns.nearWeight[x]!;
      const a1 = kind === 'mean' ? 1024 : columns.farWeight[x]!;
      const out = y * canvasSize + x;
      canvas[out] = blendFour(
        clampLevel(l00 + blueU[u00]!),
        clampLevel(l01 + blueU[u01]!),
        clampLevel(l10 + blueU[u10]!),
        clampLevel(l11 + blueU[u11]!),
        a0,
        a1,
        b0,
        b1,
      );
      canvas[out + plane] = blendFour(
        clampLevel(l00 + greenU[u00]! + greenV[v00]!),
        clampLevel(l01 + greenU[u01]! + greenV[v01]!),
        clampLevel(l10 + greenU[u10]! + greenV[v10]!),
        clampLevel(l11 + greenU[u11]! + greenV[v11]!),
        a0,
        a1,
        b0,
        b1,
      );
      canvas[out + 2 * plane] = blendFour(
        clampLevel(l00 + redV[v00]!),
        clampLevel(l01 + redV[v01]!),
        clampLevel(l10 + redV[v10]!),
        clampLevel(l11 + redV[v11]!),
        a0,
        a1,
        b0,
        b1,
      );
    }
  }
}
