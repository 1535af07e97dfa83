import { normalisations } from '../../models/model-facts.ts';
import { published, rowsOf } from '../../models/role.ts';
import { enhancerRole } from './enhancer.ts';

/** Models that restore a face, after it was swapped or without that. */
export const enhancers = rowsOf(enhancerRole, [
  { ...enhancer('codeformer', 'sczhou', 'S-Lab-1.0', 2022, 512, 'ffhq_512'), weighted: true },
  enhancer('gfpgan_1.2', 'TencentARC', 'Apache-2.0', 2022, 512, 'ffhq_512'),
  enhancer('gfpgan_1.3', 'TencentARC', 'Apache-2.0', 2022, 512, 'ffhq_512'),
  enhancer('gfpgan_1.4', 'TencentARC', 'Apache-2.0', 2022, 512, 'ffhq_512'),
  enhancer('gpen_bfr_256', 'yangxy', 'Non-Commercial', 2021, 256, 'arcface_128'),
  enhancer('gpen_bfr_512', 'yangxy', 'Non-Commercial', 2021, 512, 'ffhq_512'),
  enhancer('gpen_bfr_1024', 'yangxy', 'Non-Commercial', 2021, 1024, 'ffhq_512'),
  enhancer('gpen_bfr_2048', 'yangxy', 'Non-Commercial', 2021, 2048, 'ffhq_512'),
  enhancer('restoreformer_plus_plus', 'wzhouxiff', 'Apache-2.0', 2022, 512, 'ffhq_512'),
]);

function enhancer(
  name: string,
  vendor: string,
  licence: string,
  year: number,
  size: number,
  template: 'ffhq_512' | 'arcface_128',
) {
  const facts = { size, template, normalisation: normalisations.centred, output: '-1..1' } as const;
  return { ...published(name, vendor, licence, year), ...facts };
}
