import { FacelineApp } from '../lib/faceline-app.ts';
import { SettingsError } from '../lib/settings/read-settings.ts';

try {
  new FacelineApp({
    environment: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
  });
} catch (thrown) {
  if (!(thrown instanceof SettingsError)) throw thrown;
  // At once: what is left of the app would write a template of nothing on its way out.
  process.stderr.write(`${thrown.message}\n`, () => process.exit(1));
}
