import { Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { logGroupOf } from './log-group.ts';
import type { Settings } from './settings/settings.ts';

/** Services a worker calls; each gets an interface endpoint with `network=endpoints`. */
const endpointServices: Readonly<Record<string, ec2.InterfaceVpcEndpointAwsService>> = {
  Sqs: ec2.InterfaceVpcEndpointAwsService.SQS,
  Sts: ec2.InterfaceVpcEndpointAwsService.STS,
  Logs: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  Ecr: ec2.InterfaceVpcEndpointAwsService.ECR,
  EcrDocker: ec2.InterfaceVpcEndpointAwsService.ECR_DOCKER,
  Ecs: ec2.InterfaceVpcEndpointAwsService.ECS,
  EcsAgent: ec2.InterfaceVpcEndpointAwsService.ECS_AGENT,
  EcsTelemetry: ec2.InterfaceVpcEndpointAwsService.ECS_TELEMETRY,
};

/**
 * Where workers run. Nothing is open inward in any mode. S3 goes through a gateway endpoint, which is free: video
 * never passes a NAT. Two zones, or three where the region tells: more zones, more Spot pools.
 */
export class Network extends Construct {
  readonly vpc: ec2.Vpc;
  readonly subnets: ec2.SubnetSelection;
  readonly workers: ec2.SecurityGroup;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const mode = settings.network;
    const outward = mode === 'public' ? ec2.SubnetType.PUBLIC : ec2.SubnetType.PRIVATE_WITH_EGRESS;
    const subnetType = mode === 'endpoints' ? ec2.SubnetType.PRIVATE_ISOLATED : outward;
    const publicSubnet = { name: 'public', subnetType: ec2.SubnetType.PUBLIC };
    const workerSubnet = { name: 'workers', subnetType };
    this.vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 3,
      natGateways: mode === 'nat' ? 1 : 0,
      subnetConfiguration: mode === 'nat' ? [publicSubnet, workerSubnet] : [workerSubnet],
      // Would be a hidden Lambda. No instance here uses the default group.
      restrictDefaultSecurityGroup: false,
      gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
    });
    this.subnets = { subnetType };
    this.workers = new ec2.SecurityGroup(this, 'Workers', {
      vpc: this.vpc,
      description: 'Workers: nothing comes in, HTTPS goes out',
      allowAllOutbound: false,
    });
    this.workers.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'AWS APIs and the image registry');
    if (mode === 'endpoints') {
      const endpoints = new ec2.SecurityGroup(this, 'Endpoints', {
        vpc: this.vpc,
        description: 'AWS APIs inside the VPC: HTTPS from workers',
        allowAllOutbound: false,
      });
      endpoints.addIngressRule(this.workers, ec2.Port.tcp(443), 'Workers');
      for (const [name, service] of Object.entries(endpointServices)) {
        this.vpc.addInterfaceEndpoint(name, {
          service,
          subnets: this.subnets,
          securityGroups: [endpoints],
          open: false,
        });
      }
    }
    this.logRefusals(settings);
    Tags.of(this.vpc).add('Name', `faceline-${settings.stage}`);
  }

  /** Refused packets only: they are few, and the ones worth a look. */
  private logRefusals(settings: Settings): void {
    const logGroup = logGroupOf(this, 'Refused', settings);
    this.vpc.addFlowLog('FlowLog', {
      destination: ec2.FlowLogDestination.toCloudWatchLogs(logGroup),
      trafficType: ec2.FlowLogTrafficType.REJECT,
    });
  }
}
