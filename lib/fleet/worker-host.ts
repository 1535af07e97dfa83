import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { hostScratch, stopTimeoutS, workerUser } from './worker-container.ts';

/**
 * Makes one scratch disk of the instance's NVMe stores (striped where there are several) and mounts it. What cannot be
 * striped or mounted is said in the system's log, and scratch is then smaller: one disk, or a folder on the root
 * volume. Losing it loses nothing: finished work is in the bucket.
 */
export const mountScratch = [
  `mkdir -p ${hostScratch}`,
  "set -- $(lsblk -dpno NAME,MODEL | awk '/Instance Storage/ {print $1}')",
  'disk="$(echo "$@" | cut -d " " -f 1)"',
  'if [ $# -gt 1 ]; then',
  '  if mdadm --create /dev/md0 --run --level=0 --raid-devices=$# "$@"; then disk=/dev/md0',
  '  else logger -t faceline "scratch is not striped: mdadm failed, and $disk is one of $# disks"; fi',
  'fi',
  `if [ -z "$disk" ] || ! mkfs.xfs -f "$disk" || ! mount -o noatime,nodev,nosuid "$disk" ${hostScratch}; then`,
  '  logger -t faceline "scratch is on the root disk: no NVMe disk could be mounted"',
  'fi',
  `mkdir -p ${hostScratch}/tasks ${hostScratch}/models`,
  `chown -R ${workerUser}:${workerUser} ${hostScratch}/tasks ${hostScratch}/models`,
];

/** Settings of the ECS agent. The name of the cluster is added by the capacity provider, or by Batch. */
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

/** User data of an instance of the fleet: its disk, and its agent. */
export function hostUserData(): ec2.UserData {
  const script = ec2.UserData.forLinux();
  const settings = Object.entries(agentSettings);
  script.addCommands('set -u', ...mountScratch);
  script.addCommands(...settings.map(([name, value]) => `echo ${name}=${value} >> /etc/ecs/ecs.config`));
  return script;
}

/** The same for AWS Batch, which adds the name of its cluster, and takes only MIME for that. */
export function batchUserData(): ec2.UserData {
  const parts = new ec2.MultipartUserData();
  parts.addPart(ec2.MultipartBody.fromUserData(hostUserData()));
  return parts;
}
