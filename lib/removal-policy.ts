import { RemovalPolicy } from 'aws-cdk-lib';
import type { Settings } from './settings/settings.ts';

/** Only stage `test` takes what it holds with it. */
export const removalPolicyOf = ({ stage }: Settings): RemovalPolicy =>
  stage === 'test' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN;
