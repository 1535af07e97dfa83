import { instanceTypeProblem, vCpusOf } from '../fleet/instance-types.ts';
import type { Settings } from './settings.ts';

type StorageClass = Settings['inputTierClass'] | Settings['archiveClass'];

/** Days that S3 charges for at least, however soon an object moves on or is deleted. */
const minimumDays: Readonly<Record<StorageClass, number>> = {
  INTELLIGENT_TIERING: 0,
  STANDARD_IA: 30,
  ONEZONE_IA: 30,
  GLACIER_IR: 90,
  GLACIER: 90,
  DEEP_ARCHIVE: 180,
  none: 0,
};

type Problem = readonly [name: keyof Settings, problem: string];

/** Settings that contradict each other, or cost more than they save: each with the reason and the way out. */
export function settingsProblems(settings: Settings): readonly Problem[] {
  return [...lifecycleProblems(settings), ...fleetProblems(settings), ...deliveryProblems(settings)];
}

function lifecycleProblems(settings: Settings): readonly Problem[] {
  const { inputTierClass: tier, inputTierDays, archiveClass, archiveDays, inputRetentionDays } = settings;
  const problems: Problem[] = [];
  if ((tier === 'STANDARD_IA' || tier === 'ONEZONE_IA') && inputTierDays < 30) {
    problems.push([
      'inputTierClass',
      `${tier} before day 30 costs more than it saves: it charges 30 days at least, and a fresh input is read again. Use INTELLIGENT_TIERING, or inputTierDays of 30 or more.`,
    ]);
  }
  const archived = archiveClass !== 'none';
  if (archived && archiveDays <= inputTierDays) {
    problems.push([
      'archiveDays',
      `inputs would be archived on day ${archiveDays} and so pay the move to ${tier} on day ${inputTierDays} for nothing. Archive later, or tier earlier.`,
    ]);
  } else if (archived && archiveDays - inputTierDays < minimumDays[tier]) {
    problems.push([
      'archiveDays',
      `${tier} charges ${minimumDays[tier]} days at least, and inputs would leave it after ${archiveDays - inputTierDays}. Archive on day ${inputTierDays + minimumDays[tier]} or later, or use INTELLIGENT_TIERING.`,
    ]);
  }
  if (inputRetentionDays > 0) {
    const [last, lastDays] = archived ? [archiveClass, archiveDays] : [tier, inputTierDays];
    const from = archived ? 'archiveClass=none' : 'another inputTierClass';
    if (inputRetentionDays - lastDays < Math.max(minimumDays[last], 1)) {
      problems.push([
        'inputRetentionDays',
        `inputs would move to ${last} on day ${lastDays} and be deleted on day ${inputRetentionDays}: the move and ${minimumDays[last]} days at least are paid for nothing. Keep them to day ${lastDays + Math.max(minimumDays[last], 1)}, or use ${from}.`,
      ]);
    }
  }
  return problems;
}

function fleetProblems(settings: Settings): readonly Problem[] {
  const { fleet, minWorkers, maxWorkers, onDemandBase, network, workerImage, instanceTypes } = settings;
  const problems = instanceTypes.flatMap((type): Problem[] => {
    const problem = instanceTypeProblem(type);
    return problem === undefined ? [] : [['instanceTypes', problem]];
  });
  if (fleet === 'batch' && new Set(instanceTypes.map(vCpusOf)).size > 1) {
    problems.push([
      'instanceTypes',
      'AWS Batch counts vCPUs and not workers: with types of several sizes, maxWorkers would bound nothing. Use types of one size, or fleet=ecs.',
    ]);
  }
  if (minWorkers > maxWorkers) {
    problems.push([
      'minWorkers',
      `${minWorkers} workers cannot always run where ${maxWorkers} is the most (maxWorkers)`,
    ]);
  }
  if (onDemandBase > maxWorkers) {
    problems.push([
      'onDemandBase',
      `${onDemandBase} is more than the most workers there can be (maxWorkers, ${maxWorkers})`,
    ]);
  }
  if (fleet === 'batch' && minWorkers > 0) {
    problems.push([
      'minWorkers',
      'AWS Batch would keep idle instances that hold no loaded model. Use 0, or fleet=ecs.',
    ]);
  }
  if (fleet === 'none' && minWorkers > 0) problems.push(['minWorkers', 'there are no workers with fleet=none. Use 0.']);
  if (fleet !== 'none' && network === 'endpoints' && workerImage !== undefined && !/\.dkr\.ecr\./.test(workerImage)) {
    problems.push([
      'workerImage',
      'workers without a way to the internet can pull from ECR only. Use an ECR image, or network=nat.',
    ]);
  }
  return problems;
}

function deliveryProblems(settings: Settings): readonly Problem[] {
  const problems: Problem[] = [];
  if (settings.lambdaConcurrency === 1) {
    problems.push([
      'lambdaConcurrency',
      'SQS polls for 2 at least, and what a Lambda of 1 turns away counts as received: good messages would end as dead ones. Use 0, or 2 and more.',
    ]);
  }
  const { cdn, cdnKeyGroupId, cdnPublicKeyId, cdnPrivateKeySecret, region, replicaRegion, encryption } = settings;
  if (cdn && (cdnKeyGroupId === undefined || cdnPublicKeyId === undefined || cdnPrivateKeySecret === undefined)) {
    problems.push([
      'cdn',
      'without a key group, its public key and its private key, anybody with an address could fetch a result. Set cdnKeyGroupId, cdnPublicKeyId and cdnPrivateKeySecret.',
    ]);
  }
  if (replicaRegion !== undefined && region === undefined) {
    problems.push(['region', 'a replica needs the stack in a named region. Set region.']);
  }
  if (replicaRegion !== undefined && encryption === 'kms') {
    problems.push([
      'replicaRegion',
      'results under a key of this region can only be replicated under a second key, which this stack does not make. Use encryption=s3.',
    ]);
  }
  if (replicaRegion !== undefined && replicaRegion === region) {
    problems.push([
      'replicaRegion',
      'a copy in the same region pays storage twice and outlives no outage of it. Name another region.',
    ]);
  }
  return problems;
}
