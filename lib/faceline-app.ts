import { App, type AppProps, CliCredentialsStackSynthesizer, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { FacelineStack } from './faceline-stack.ts';
import { ReplicaStack, replicaBucketName } from './replica-stack.ts';
import { readSettings } from './settings/read-settings.ts';

export interface FacelineAppProps extends AppProps {
  /** Account and region the CLI works for; the account may be unknown until the stack is deployed. */
  readonly environment?: { readonly account?: string | undefined; readonly region?: string | undefined };
}

/** Types whose tags are too new for many regions' and linters' schemas; they carry the stage in their name. */
const untagged = ['AWS::ApplicationAutoScaling::ScalableTarget', 'AWS::CloudWatch::Dashboard'];

/** The app of `bin/app.ts`: settings from context, the stack `Faceline-<stage>`, and its replica by setting. */
export class FacelineApp extends App {
  readonly main: FacelineStack;

  constructor({ environment = {}, ...props }: FacelineAppProps) {
    super(props);
    const settings = readSettings(this.node.getAllContext() ?? {});
    const region = settings.region ?? environment.region;
    const env = {
      ...(environment.account === undefined ? {} : { account: environment.account }),
      ...(region === undefined ? {} : { region }),
    };
    const common = {
      env,
      ...(settings.synthesizer === 'cli' ? { synthesizer: new CliCredentialsStackSynthesizer() } : {}),
    };
    const id = `Faceline-${settings.stage}`;
    let replicaBucketArn: string | undefined;
    if (settings.replicaRegion !== undefined) {
      const replicaEnv = { ...env, region: settings.replicaRegion };
      const replica = new ReplicaStack(this, `${id}-replica`, settings, { ...common, env: replicaEnv });
      replicaBucketArn = `arn:${replica.partition}:s3:::${replicaBucketName(settings, replica.account)}`;
    }
    this.main = new FacelineStack(this, id, {
      ...common,
      settings,
      description: 'Faceline: face swap and restoration for video',
      ...(replicaBucketArn === undefined ? {} : { replicaBucketArn }),
    });
    for (const child of this.node.children) if (child !== this.main) this.main.node.addDependency(child);
    Tags.of(this).add('faceline:stage', settings.stage, { excludeResourceTypes: untagged });
    Validations.of(this).addPlugins(new AwsSolutionsChecks(this));
  }
}
