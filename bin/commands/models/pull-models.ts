import { findPublished, publishedModels } from '../../../gpu-worker/catalog/published-models.ts';
import { unknownNameText } from '../../../gpu-worker/catalog/unknown-model.ts';
import { pullModel } from '../../../gpu-worker/models/files/pull.ts';
import { enforceLicences, statedLicence } from '../../../gpu-worker/models/licences/licence.ts';
import { termsOf, type Use } from '../../../gpu-worker/models/licences/licence-terms.ts';
import { UsageError } from '../exit-codes.ts';
import { facelineCommand } from '../faceline-command.ts';
import { makeFolder } from '../make-folder.ts';
import { exitCodeOf, type ModelsOutside, megabytes, told } from './models-outside.ts';
import { transferProgress } from './transfer-progress.ts';

export interface PullRequest {
  readonly folder: string;
  readonly lock?: string | undefined;
  readonly use?: Use | undefined;
  readonly mirror?: string | undefined;
  readonly only: boolean;
  readonly stallS: number;
}

/** Tells licence and permitted use of each model, then fetches it. All are tried; the exit code tells of failures. */
export async function pullModels(
  names: readonly string[],
  request: PullRequest,
  outside: ModelsOutside,
): Promise<number> {
  const wanted = withNeeds(names, request.only);
  const permitted = await told(outside, async () => enforceLicences(request.use, wanted));
  if (!permitted) return exitCodeOf(false);
  makeFolder('--folder', request.folder);
  let allWell = true;
  for (const name of wanted) {
    const licence = statedLicence(name);
    const { permits, obligation } = termsOf(licence);
    const needed = names.includes(name) ? '' : ' (needed by what you named)';
    outside.say(
      `${name}${needed}: licence ${licence} as FaceFusion states it, permitted use: ${permits}. ${obligation}\n`,
    );
    const well = await told(outside, () => pullOne(name, request, outside));
    allWell = allWell && well;
  }
  return exitCodeOf(allWell);
}

async function pullOne(name: string, request: PullRequest, outside: ModelsOutside): Promise<void> {
  const model = findPublished(name);
  if (model === undefined) return;
  const progress = transferProgress(name, outside);
  try {
    const pulled = await pullModel(model, {
      folder: request.folder,
      lockFile: request.lock,
      mirror: request.mirror,
      stallMs: request.stallS * 1000,
      onProgress: progress.update,
      onWait: () => outside.say(`  ${name}: another pull of it is under way; waiting for it.\n`),
    });
    progress.stop();
    const pin = pulled.pin === 'recorded' ? 'sha256 recorded' : 'sha256 as pinned';
    const checked = pulled.crcChecked ? `${pin}, CRC-32 as published` : pin;
    const state = pulled.state === 'present' ? 'is here already' : 'pulled';
    outside.write(`${name} ${state}: ${megabytes(pulled.sizeBytes)}, ${checked}\n`);
  } finally {
    progress.stop();
  }
}

function withNeeds(names: readonly string[], only: boolean): string[] {
  const wanted = new Set(names);
  for (const name of wanted) {
    const model = findPublished(name);
    if (model === undefined) {
      const known = publishedModels.map((other) => other.name);
      throw new UsageError(unknownNameText(name, known, `"${facelineCommand} models list" names them.`));
    }
    if (!only) for (const need of model.needs) wanted.add(need);
  }
  return [...wanted];
}
