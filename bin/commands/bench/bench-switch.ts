import { availableParallelism } from 'node:os';
import type { Provider } from '../../../gpu-worker/inference/inference-settings.ts';
import { threadPlan } from '../../../gpu-worker/inference/thread-plan.ts';
import { readPreset } from '../asked/read-preset.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { demoModels, prepareDemo } from '../local/demo-inputs.ts';
import { measureSwitch } from './measure-switch.ts';
import type { BenchRequest } from './run-once.ts';
import { isWithinLimit, switchLimitMs, switchTable } from './switch-table.ts';

/** The target is an image; the photo itself when left out. */
interface BenchSwitchRequest extends Pick<BenchRequest, 'target' | 'source' | 'models'> {
  /** Two presets, as `--preset` takes them elsewhere. */
  readonly preset?: readonly string[] | undefined;
  readonly provider?: Provider | undefined;
  readonly runs: number;
  readonly json: boolean;
}

/**
 * `faceline bench --switch`: what it costs to go from one preset to another, on this machine.
 * @returns the exit code: `below` where a switch takes longer than it may
 */
export async function benchSwitch(given: BenchSwitchRequest): Promise<number> {
  const [photo = ''] = given.source ?? (await prepareDemo(() => undefined)).photos;
  const [first, second, ...more] = given.preset ?? ['swap', 'swap-restore'];
  if (first === undefined || second === undefined || more.length > 0) {
    throw new UsageError('Give --preset two presets to go from one to the other.');
  }
  const { provider = 'cpu' } = given;
  const measured = await measureSwitch({
    target: given.target ?? photo,
    photo,
    models: given.models ?? demoModels,
    presets: [readPreset(first), readPreset(second)],
    provider,
    ...threadPlan(provider, availableParallelism()),
    rounds: Math.max(3, given.runs),
  });
  const text = given.json
    ? `${JSON.stringify({ ...measured, switchLimitMs, isWithinLimit: isWithinLimit(measured) }, null, 2)}\n`
    : switchTable([first, second], measured);
  process.stdout.write(text);
  return isWithinLimit(measured) ? exitCodes.done : exitCodes.below;
}
