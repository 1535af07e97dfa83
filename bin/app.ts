import { FacelineApp } from '../lib/faceline-app.ts';

new FacelineApp({
  environment: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
});
