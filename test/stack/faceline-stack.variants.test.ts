import { describe, expect, it } from 'vitest';
import { synthesise } from '../helpers/stack/synth.ts';

/** What an emulator does not know, and so is left out of the stack that is deployed there. */
const omitted = [
  'AWS::ApplicationAutoScaling::ScalableTarget',
  'AWS::ApplicationAutoScaling::ScalingPolicy',
  'AWS::AutoScaling::AutoScalingGroup',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::EC2::FlowLog',
  'AWS::EC2::InternetGateway',
  'AWS::EC2::LaunchTemplate',
  'AWS::EC2::Route',
  'AWS::EC2::RouteTable',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::Subnet',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::VPC',
  'AWS::EC2::VPCEndpoint',
  'AWS::EC2::VPCGatewayAttachment',
  'AWS::ECS::CapacityProvider',
  'AWS::ECS::Cluster',
  'AWS::ECS::ClusterCapacityProviderAssociations',
  'AWS::ECS::Service',
  'AWS::ECS::TaskDefinition',
  'AWS::Events::Rule',
  'AWS::IAM::InstanceProfile',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Logs::LogGroup',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
];

describe('fleet=none, alarms=basic, synthesizer=cli', () => {
  const stage = 'test';
  const full = synthesise({ stage });
  const small = synthesise({ stage, fleet: 'none', alarms: 'basic', synthesizer: 'cli' });

  it('has every resource exactly as the full stack has it', () => {
    for (const [id, resource] of Object.entries(small.resources)) expect(resource, id).toEqual(full.resources[id]);
  });

  it('leaves out resources of these types and of no other', () => {
    const left = Object.entries(full.resources).filter(([id]) => !(id in small.resources));
    expect([...new Set(left.map(([, { Type }]) => Type))].sort()).toEqual(omitted);
  });

  it('leaves out only what belongs to the fleet, its network, Spot notices and the further alarms', () => {
    const left = Object.keys(full.resources).filter((id) => !(id in small.resources));
    expect(left.filter((id) => !/^(Fleet|Network|Spot|Monitoring)/.test(id))).toEqual([]);
    const keptAlarms = Object.entries(small.resources).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm');
    for (const [id, { Properties }] of keptAlarms) expect(Properties, id).not.toHaveProperty('Metrics');
  });
});
