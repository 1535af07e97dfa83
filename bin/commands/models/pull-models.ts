import type { Use } from '../../../contract/use.ts';
import { type CatalogModel, catalog, modelNamed } from '../../../gpu-worker/catalog/catalog.ts';
import { unknownNameText } from '../../../gpu-worker/catalog/unknown-model.ts';
import { pullModel } from '../../../gpu-worker/models/files/pull.ts';
import { enforceLicences } from '../../../gpu-worker/models/licences/licence.ts';
import { termsOf } from '../../../gpu-worker/models/licences/licence-terms.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { facelineCommand } from '../faceline-command.ts';
import { makeFolder } from '../make-folder.ts';
import { megabytes } from '../megabytes.ts';
import { transferProgress } from '../progress/transfer-progress.ts';
import { type ModelsOutside, tryAll } from './models-outside.ts';

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
  const wantedNames = wanted.map(({ name }) => name);
  const permitted = await tryAll(outside, [wantedNames], (all) => enforceLicences(catalog, request.use, all));
  if (permitted !== exitCodes.done) return permitted;
  makeFolder('--folder', request.folder);
  return tryAll(outside, wanted, (model) => {
    const { name, licence } = model;
    const { permits, obligation } = termsOf(licence);
    const needed = names.includes(name) ? '' : ' (needed by what you named)';
    outside.say(
      `${name}${needed}: licence ${licence} as FaceFusion states it, permitted use: ${permits}. ${obligation}\n`,
    );
    return pullOne(model, request, outside);
  });
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
