import type { ScreeningReport } from '../../contract/report.ts';
import { FacelineError, permanent } from '../errors.ts';
import type { ModelSource } from '../models/files/model-source.ts';
import { type NeededModel, neededModel } from '../models/role.ts';
import { objectionsToFlag } from './content-screen.ts';
import { screens } from './screens.ts';

/** Share of the checked frames above which a source is refused. */
const mostFlagged = 0.1;

interface ScreeningModels {
  readonly needed: readonly NeededModel[];
  readonly missing: readonly string[];
}

/**
 * The models that vote on content: all of them are needed, or none where one is missing.
 * @param mode `auto` screens where the models are there; `require` refuses to work without them
 * @throws MODEL_NOT_FOUND (permanent) when they are required and one is missing
 */
export async function screeningModels(
  models: Pick<ModelSource, 'has'>,
  mode: 'auto' | 'require',
): Promise<ScreeningModels> {
  const missing: string[] = [];
  for (const { name } of screens) if (!(await models.has(name))) missing.push(name);
  if (missing.length === 0) return { needed: screens.map(neededModel), missing };
  if (mode === 'auto') return { needed: [], missing };
  throw permanent(
    'MODEL_NOT_FOUND',
    `This worker has to screen content (FACELINE_SCREENING=require) and lacks ${missing.join(', ')}: put ` +
      'the .onnx files into its models folder, or set FACELINE_SCREENING=auto.',
  );
}

/** The vote on the content of one source, while its frames pass. */
export interface Screening {
  /** Whether a frame is to be looked at: one a second. */
  wants(index: number): boolean;
  /** Counts a frame that was looked at. Throws CONTENT_REFUSED as soon as enough are flagged, whatever is to come. */
  add(outcome: { readonly objections?: number }): void;
  /** Throws CONTENT_REFUSED when too many frames were flagged. */
  finish(): ScreeningReport;
}

/**
 * @param missing models that are not there: where one is, nothing is looked at, and the report says so
 * @param framesTotal at least as many as will come
 * @param framesPerS of the source
 */
export function openScreening(missing: readonly string[], framesTotal: number, framesPerS: number): Screening {
  const on = missing.length === 0;
  const every = Math.max(1, Math.floor(framesPerS));
  const checksTotal = Math.ceil(framesTotal / every);
  let checked = 0;
  let flagged = 0;
  const counts = () => ({
    framesChecked: checked,
    framesFlagged: flagged,
    flaggedShare: checked === 0 ? 0 : flagged / checked,
  });
  const refuseAbove = (count: number): void => {
    if (flagged <= mostFlagged * count) return;
    const message =
      `Of ${checked} checked frames (one a second) ${flagged} were flagged by at least ${objectionsToFlag} of ` +
      `${screens.length} content models, a share of ${(flagged / checked).toFixed(2)}; more than ${mostFlagged} is refused.`;
    const screening = { outcome: 'refused', ...counts() } as const;
    throw new FacelineError('CONTENT_REFUSED', message, { retryable: false, screening });
  };
  return {
    wants: (index) => on && index % every === 0,
    add({ objections }) {
      if (objections === undefined) return;
      checked += 1;
      if (objections >= objectionsToFlag) flagged += 1;
      refuseAbove(Math.max(checked, checksTotal));
    },
    finish() {
      refuseAbove(checked);
      return on ? { outcome: 'passed', ...counts() } : { outcome: 'not screened', missing: [...missing], ...counts() };
    },
  };
}
