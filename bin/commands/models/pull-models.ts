import type { Use } from '../../../contract/use.ts';
import { type CatalogModel, catalog, modelNamed } from '../../../gpu-worker/catalog/catalog.ts';
import { unknownNameText } from '../../../gpu-worker/catalog/unknown-model.ts';
import { pullModel } from '../../../gpu-worker/models/files/pull.ts';
import { enforceLicences } from '../../../gpu-worker/models/licences/licence.ts';
import { termsOf } from '../../../gpu-worker/models/licences/licence-terms.ts';
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
  const permitted = await told(outside, async () =>
    enforceLicences(
      catalog,
      request.use,
      wanted.map(({ name }) => name),
    ),
  );
  if (!permitted) return exitCodeOf(false);
  makeFolder('--folder', request.folder);
  let allWell = true;
  for (const model of wanted) {
    const { name, licence } = model;
    const { permits, obligation } = termsOf(licence);
    const needed = names.includes(name) ? '' : ' (needed by what you named)';
    outside.say(
      `${name}${needed}: licence ${licence} as FaceFusion states it, permitted use: ${permits}. ${obligation}\n`,
    );
    const well = await told(outside, () => pullOne(model, request, outside));
    allWell = allWell && well;
  }
  return exitCodeOf(allWell);
}

async function pullOne(model: CatalogModel, request: PullRequest, outside: ModelsOutside): Promise<void> {
  const { name } = model;
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

function withNeeds(names: readonly string[], only: boolean): CatalogModel[] {
  const wanted = new Set(names.map(rowNamed));
  if (!only) for (const { needs } of wanted) for (const need of needs) wanted.add(rowNamed(need));
  return [...wanted];
}

function rowNamed(name: string): CatalogModel {
  const row = modelNamed(name);
  if (row !== undefined) return row;
  const known = catalog.map((other) => other.name);
  throw new UsageError(unknownNameText(name, known, `"${facelineCommand} models list" names them.`));
}
