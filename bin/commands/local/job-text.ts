import path from 'node:path';
import {
  givesIdentity,
  processorRow,
  processorsFor,
  type Step,
  worksOnFaces,
} from '../../../contract/processors/processors.ts';
import { resolveOptions } from '../../../contract/upload-metadata.ts';
import type { LocalJob } from '../asked/files-of-job.ts';

/** For the first line: the target, whose face comes into it, and what else is done. */
export function jobText({ target, photos, map = [], preset, options }: LocalJob): string {
  const resolved = resolveOptions({ preset, options });
  const steps = resolved.ok ? processorsFor(resolved.value) : [];
  const swaps = steps.some(givesIdentity);
  const face =
    swaps && photos.length > 0 ? [`the face of ${photos.map((photo) => path.basename(photo)).join(', ')}`] : [];
  const rules = map.length === 0 ? [] : [`a map of ${map.length} ${map.length === 1 ? 'identity' : 'identities'}`];
  const others = rules.length > 0 && face.length > 0 ? [`${face} for all others`] : face;
  // Such a job is refused when its turn comes; of others the command line made sure.
  const isMissing = swaps && photos.length + map.length === 0;
  const done = isMissing ? ['nobody is named for it'] : [...rules, ...others, ...steps.flatMap(stepText)];
  return `${path.basename(target)}: ${done.join(', ')}`;
}

/** What a step makes of the target; a swap is told by whose face it is. */
function stepText(step: Step): string[] {
  if (givesIdentity(step)) return [];
  const { done } = processorRow(step).words;
  return [`${worksOnFaces(step) ? 'faces ' : ''}${done}${'model' in step ? ` by ${step.model}` : ''}`];
}
