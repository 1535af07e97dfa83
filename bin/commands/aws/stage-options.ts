import { Option } from '@commander-js/extra-typings';

export const stageOption = () => new Option('--stage <name>', 'which deployment').default('prod');
export const regionOption = () =>
  new Option('--region <name>', 'AWS region (default: AWS_REGION or AWS_DEFAULT_REGION)');
