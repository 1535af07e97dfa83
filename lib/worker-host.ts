import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { hostScratch, stopTimeoutS, workerUser } from './worker-container.ts';

/**
 * Makes one scratch disk of the instance's NVMe stores (striped where there are several) and mounts it. Where there are
 * none, the folder lies on the root volume. Losing it loses nothing: finished work is in the bucket.
 */
const mountScratch = [
  `mkdir -p ${hostScratch}`,
  "disks=$(lsblk -dpno NAME,MODEL | awk '/Instance Storage/ {print $1}')",
  'count=$(echo $disks | wc -w)',
  'if [ "$count" -gt 1 ]; then mdadm --create /dev/md0 --run --level=0 --raid-devices="$count" $disks; disks=/dev/md0; fi',
  `if [ "$count" -gt 0 ]; then mkfs.xfs -f $disks && mount -o noatime,nodev,nosuid $disks ${hostScratch}; fi`,
  `mkdir -p ${hostScratch}/tasks ${hostScratch}/models`,
  `chown -R ${workerUser}:${workerUser} ${hostScratch}/tasks ${hostScratch}/models`,
];

/** Settings of the ECS agent. The name of the cluster is added by the capacity provider. */
const agentSettings = {
  // Off by default; the CDK's own option does nothing for mixed instances.
  ECS_ENABLE_SPOT_INSTANCE_DRAINING: 'true',
  ECS_ENABLE_GPU_SUPPORT: 'true',
  // A Spot notice gives two minutes: the worker gives its task back well within them.
  ECS_CONTAINER_STOP_TIMEOUT: `${stopTimeoutS}s`,
  // A new worker on a known instance starts without asking the registry.
  ECS_IMAGE_PULL_BEHAVIOR: 'prefer-cached',
  ECS_DISABLE_PRIVILEGED: 'true',
  ECS_WARM_POOLS_CHECK: 'false',
};

/** User data for an ECS instance of the fleet; the same disk for Batch, whose agent configures itself. */
export function hostUserData(agent: 'ecs' | 'batch'): ec2.UserData {
  const script = ec2.UserData.forLinux();
  script.addCommands('set -u', ...mountScratch);
  if (agent === 'ecs') {
    script.addCommands(
      ...Object.entries(agentSettings).map(([name, value]) => `echo ${name}=${value} >> /etc/ecs/ecs.config`),
    );
  }
  if (agent === 'ecs') return script;
  // Batch merges its own part into the user data, and takes only MIME for that.
  const parts = new ec2.MultipartUserData();
  parts.addPart(ec2.MultipartBody.fromUserData(script));
  return parts;
}
