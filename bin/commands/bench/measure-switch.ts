import { settingsFor } from '../../../contract/face-task.ts';
import { resolveOptions } from '../../../contract/upload-metadata.ts';
import { neededModels } from '../../../gpu-worker/catalog/needed-models.ts';
import { openSession } from '../../../gpu-worker/inference/model-session.ts';
import { sumFile } from '../../../gpu-worker/models/files/model-file.ts';
import { openModelSource } from '../../../gpu-worker/models/files/model-source.ts';
import { resolveModels } from '../../../gpu-worker/models/files/store.ts';
import type { ResolvedModel } from '../../../gpu-worker/models/role.ts';
import { openTools } from '../../../gpu-worker/task/open-tools.ts';
import type { ChosenPreset } from '../asked/read-preset.ts';
import { UsageError } from '../exit-codes.ts';
import { median, timed } from './run-once.ts';
import { openSwitchTasks, type SwitchRequest } from './switch-tasks.ts';

/** Milliseconds of one preset's tasks, medians. */
export interface SwitchFigures {
  /** First task of all, models not loaded. */
  readonly coldMs: number;
  /** After a task with the same preset. */
  readonly unswitchedMs: number;
  /** After a task with the other preset. */
  readonly switchedMs: number;
}

/** Milliseconds of loading one model, medians. */
export interface LoadFigures {
  readonly name: string;
  readonly sizeBytes: number;
  /** Reading the file for its sha256 and CRC-32, as before any first use. */
  readonly checkMs: number;
  /** ONNX Runtime reads the file itself while it makes the session. */
  readonly sessionMs: number;
  /** From the file to a frame worker that is ready, all included. */
  readonly loadMs: number;
}

/** Whole tasks that alternate between two presets, against tasks that do not; and what loading consists of. */
export async function measureSwitch(
  request: SwitchRequest,
): Promise<{ readonly presets: readonly SwitchFigures[]; readonly loads: readonly LoadFigures[] }> {
  const tasks = await openSwitchTasks(request);
  try {
    const [a, b] = request.presets;
    const cold = [await tasks.run(a), await tasks.run(b)];
    const figures = new Map([a, b].map((preset) => [preset, { same: [] as number[], other: [] as number[] }]));
    // a b b a a b b …: each preset as often after itself as after the other, under the same conditions.
    let before: ChosenPreset = b;
    for (let step = 0; step < 4 * request.rounds; step += 1) {
      const preset = step % 4 === 1 || step % 4 === 2 ? a : b;
      const took = await tasks.run(preset);
      figures.get(preset)?.[preset === before ? 'same' : 'other'].push(took);
      before = preset;
    }
    const presets = [...figures.values()].map(({ same, other }, at) => ({
      coldMs: cold[at] ?? Number.NaN,
      unswitchedMs: middle(same),
      switchedMs: middle(other),
    }));
    return { presets, loads: await measureLoads(request) };
  } finally {
    await tasks.close();
  }
}

async function measureLoads(request: SwitchRequest): Promise<LoadFigures[]> {
  const { models: folder, presets, provider, intraOpThreads, rounds } = request;
  const inference = { provider, intraOpThreads };
  const needed = presets.flatMap((preset) => {
    const options = resolveOptions(preset);
    if (!options.ok) throw new UsageError(options.problem);
    return neededModels(settingsFor(options.value, 'person'));
  });
  const models = new Map((await resolveModels(folder, needed)).map((model) => [model.name, model]));
  const [detector] = models.values();
  const loads: LoadFigures[] = [];
  for (const model of models.values()) {
    const [checks, sessions, loaded]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < rounds; round += 1) {
      checks.push(await timed(() => sumFile(model.path)));
      sessions.push(await timed(async () => (await openSession(model.path, inference)).close()));
      loaded.push(await loadInWorker(model, detector, { models: openModelSource(folder), inference }));
    }
    const { name, sizeBytes } = model;
    loads.push({
      name,
      sizeBytes,
      checkMs: middle(checks),
      sessionMs: middle(sessions),
      loadMs: middle(loaded),
    });
  }
  return loads;
}

/** In a frame worker that has loaded something before: its code, and ONNX Runtime's, are there. */
async function loadInWorker(
  model: ResolvedModel,
  warmUp: ResolvedModel | undefined,
  tools: Pick<Parameters<typeof openTools>[0], 'models' | 'inference'>,
): Promise<number> {
  const { pool } = await openTools({ ...tools, frameWorkers: 1 });
  try {
    const others = warmUp === undefined ? [] : [{ ...warmUp, sha256: 'loaded before' }];
    await pool.prepare(others);
    return await timed(async () => {
      await sumFile(model.path);
      await pool.prepare([...others, model]);
    });
  } finally {
    await pool.close();
  }
}

const middle = (values: readonly number[]): number => median(values, (value) => value);
