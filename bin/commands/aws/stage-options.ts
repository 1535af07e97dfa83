import { Option } from '@commander-js/extra-typings';

export const stageOption = () => new Option('--stage <name>', 'which deployment').default('prod');
export const regionOption = () =>
  new Option('--region <name>', 'AWS region (default: AWS_REGION or AWS_DEFAULT_REGION)');
/** A task's folder begins with its user, so its id alone tells nobody where it lies. */
export const taskHelp =
  'output prefixes, as submit and notices name them; or task ids, for which all results are listed';
