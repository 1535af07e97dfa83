import { Option } from '@commander-js/extra-typings';
import type { Stage } from './stage.ts';

/** The stack's own default: what `cdk deploy` makes is what the commands look for. */
export const stageOption = () => new Option('--stage <name>', 'which deployment').default('dev');
export const regionOption = () =>
  new Option('--region <name>', 'AWS region (default: AWS_REGION or AWS_DEFAULT_REGION)');
/** A task's folder begins with its user, so its id alone tells nobody where it lies. */
export const taskHelp =
  'output prefixes, as submit and notices name them; or task ids, for which all results are listed';

/** The stage that those two name. AWS clients are loaded now: other commands start without. */
export async function stageOf(given: { readonly stage: string; readonly region?: string | undefined }): Promise<Stage> {
  const { openStage } = await import('./stage.ts');
  return openStage(given.stage, given.region);
}
