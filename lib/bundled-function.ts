import path from 'node:path';
import type { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledgeWildcards } from './allow.ts';
import { logGroupOf } from './log-group.ts';
import type { Settings } from './settings/settings.ts';

const projectRoot = path.resolve(import.meta.dirname, '..');

/** Metrics of the Lambdas and the alarms on them meet in this namespace, one a stage. */
export const metricNamespace = (stage: string): string => `Faceline/${stage}`;

/** How esbuild bundles the Lambdas; tests bundle with the same. The SDK is bundled: the pinned one runs, not Lambda's. */
export const bundling = {
  format: OutputFormat.ESM,
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  sourceMap: false,
  // Some CommonJS dependencies call require() for Node's own modules.
  banner: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  // Node 24's own SDK would be another version than the tested one, so it is in the bundle, but for the sources of
  // credentials that are loaded only where the environment has none. A Lambda's always has: a sixth of the bundle saved.
  externalModules: [
    ...['http', 'ini', 'process', 'sso', 'web-identity'].map((source) => `@aws-sdk/credential-provider-${source}`),
    '@smithy/credential-provider-imds',
  ],
};

export interface BundledFunctionProps {
  readonly settings: Settings;
  /** Folder under `functions/`; its `handler.ts` exports `handler`. */
  readonly folder: string;
  /** The queue whose messages it handles, one by one, failures apart. */
  readonly source: sqs.Queue;
  readonly timeout: Duration;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * A small Lambda behind a queue: Node 24 on ARM64, partial batch failures, its own log group and a role that may
 * write there and nowhere else. The role is `role`, for the rights its room gives it.
 */
export class BundledFunction extends Construct {
  readonly function: NodejsFunction;
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    const { settings, folder, source, timeout, environment } = props;
    const concurrency = settings.lambdaConcurrency;
    const logGroup = logGroupOf(this, 'Log', settings);
    this.role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: `functions/${folder} of Faceline ${settings.stage}`,
    });
    logGroup.grantWrite(this.role);
    this.function = new NodejsFunction(this, 'Function', {
      entry: path.join(projectRoot, 'functions', folder, 'handler.ts'),
      handler: 'handler',
      projectRoot,
      depsLockFilePath: path.join(projectRoot, 'package-lock.json'),
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: 512,
      timeout,
      role: this.role,
      logGroup,
      tracing: lambda.Tracing.ACTIVE,
      loggingFormat: lambda.LoggingFormat.JSON,
      bundling,
      environment: {
        POWERTOOLS_METRICS_NAMESPACE: metricNamespace(settings.stage),
        ...environment,
      },
      ...(concurrency > 0 ? { reservedConcurrentExecutions: concurrency } : {}),
    });
    this.function.addEventSource(
      new SqsEventSource(source, {
        batchSize: 10,
        reportBatchItemFailures: true,
        // Without it the poller runs into the reservation, and throttled messages count as received.
        ...(concurrency > 0 ? { maxConcurrency: concurrency } : {}),
      }),
    );
    acknowledgeWildcards(this.role, 'X-Ray has no resources: PutTraceSegments works on "*" only.', ['Resource::*']);
  }
}
