import { type TaskOptions, taskOptionsSchema } from './options/options.ts';
import { processors } from './processors/processors.ts';

/** Options that ask for no step at all. */
export const noSteps: TaskOptions = taskOptionsSchema.parse(
  Object.fromEntries(processors.map(({ askedBy, off }) => [askedBy, off])),
);

const { swap = {}, ...others }: Readonly<Record<string, TaskOptions>> = Object.fromEntries(
  processors.flatMap(({ askedBy, preset }) =>
    preset === undefined ? [] : [[preset.name, taskOptionsSchema.parse({ ...noSteps, [askedBy]: preset.asks })]],
  ),
);

/** Named bundles of options, for one step each or for two; a task's own options come on top. */
export const presets: Readonly<Record<string, TaskOptions>> = {
  swap,
  'swap-restore': { ...others.restore, swapper: swap.swapper },
  ...others,
};

/** Why a task with {@link noSteps} comes to nothing. */
export const nothingAsked = (() => {
  const named = (isModel: boolean) =>
    processors.flatMap(({ askedBy, off }) => ((off === 'none') === isModel ? [askedBy] : []));
  const [models, others] = [named(true), named(false)];
  const together = `${models.slice(0, -1).join(', ')} and ${models.at(-1)}`;
  return `The options ask for nothing: ${together} are "none", and neither ${others.join(' nor ')} is wanted.`;
})();
