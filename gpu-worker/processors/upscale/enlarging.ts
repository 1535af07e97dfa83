import { normalisations } from '../../models/model-facts.ts';
import { published, rowsOf } from '../../models/role.ts';
import { upscalerRole } from './upscaler.ts';

/** Models that enlarge whole frames, tile by tile. */
export const upscalers = rowsOf(upscalerRole, [
  tiled('clear_reality_x4', 'models-3.0.0', 'Kim2091', 'Non-Commercial', 2023, 4, [128, 8, 4]),
  tiled('face_dat_x4', 'models-3.5.0', 'Helaman', 'CC-BY-4.0', 2023, 4, [128, 8, 4]),
  tiled('nomos8k_sc_x4', 'models-3.0.0', 'Phhofm', 'CC-BY-4.0', 2023, 4, [128, 8, 4]),
  tiled('real_esrgan_x2', 'models-3.0.0', 'xinntao', 'BSD-3-Clause', 2021, 2, [256, 16, 8]),
  tiled('real_esrgan_x2_fp16', 'models-3.0.0', 'xinntao', 'BSD-3-Clause', 2021, 2, [256, 16, 8]),
  tiled('real_esrgan_x4', 'models-3.0.0', 'xinntao', 'BSD-3-Clause', 2021, 4, [256, 16, 8]),
  tiled('real_esrgan_x4_fp16', 'models-3.0.0', 'xinntao', 'BSD-3-Clause', 2021, 4, [256, 16, 8]),
  tiled('real_esrgan_x8', 'models-3.0.0', 'xinntao', 'BSD-3-Clause', 2021, 8, [256, 16, 8]),
  tiled('real_esrgan_x8_fp16', 'models-3.0.0', 'xinntao', 'BSD-3-Clause', 2021, 8, [256, 16, 8]),
  tiled('real_hatgan_x4', 'models-3.0.0', 'XPixelGroup', 'Apache-2.0', 2023, 4, [256, 16, 8]),
  tiled('real_web_photo_x4', 'models-3.1.0', 'Helaman', 'CC-BY-4.0', 2024, 4, [64, 4, 2]),
  tiled('realistic_rescaler_x4', 'models-3.1.0', 'Mutin Choler', 'WTFPL', 2023, 4, [128, 8, 4]),
  tiled('remacri_x4', 'models-3.1.0', 'FoolhardyVEVO', 'Non-Commercial', 2021, 4, [128, 8, 4]),
  tiled('siax_x4', 'models-3.1.0', 'NMKD', 'WTFPL', 2021, 4, [128, 8, 4]),
  tiled('span_kendata_x4', 'models-3.0.0', 'terrainer', 'Non-Commercial', 2024, 4, [128, 8, 4]),
  tiled('swin2_sr_x4', 'models-3.1.0', 'mv-lab', 'Apache-2.0', 2022, 4, [128, 8, 4]),
  tiled('tghq_face_x8', 'models-3.5.0', 'TorrentGuy', 'GPL-3.0', 2019, 8, [128, 8, 4]),
  tiled('ultra_sharp_x4', 'models-3.0.0', 'Kim2091', 'Non-Commercial', 2021, 4, [128, 8, 4]),
  tiled('ultra_sharp_2_x4', 'models-3.3.0', 'Kim2091', 'Non-Commercial', 2025, 4, [1024, 64, 32]),
]);

function tiled(
  name: string,
  release: string,
  vendor: string,
  licence: string,
  year: number,
  scale: number,
  tile: readonly [number, number, number],
) {
  const precision = name.endsWith('_fp16') ? 'fp16' : 'fp32';
  const facts = { release, precision, tile, scale, normalisation: normalisations.unit, output: '0..1' } as const;
  return { ...published(name, vendor, licence, year), ...facts };
}
