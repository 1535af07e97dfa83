import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { mountScratch } from '../../../lib/fleet/worker-host.ts';

/** Runs the script with every program it calls replaced by one that says it was called. */
function calls(disks: readonly string[], broken: readonly string[] = []): readonly string[] {
  const listed = disks.map((disk) => `${disk} Amazon EC2 NVMe Instance Storage`).join('\\n');
  const stubs = ['mkdir', 'chown', 'mdadm', 'mkfs.xfs', 'mount', 'logger'].map(
    (name) => `${name}() { echo "${name} $*"; ${broken.includes(name) ? 'return 1' : 'return 0'}; }`,
  );
  const script = [
    ...stubs,
    `lsblk() { printf '/dev/nvme0n1 Amazon Elastic Block Store\\n${listed}\\n'; }`,
    ...mountScratch,
  ];
  const said = execFileSync('bash', ['-u'], { input: script.join('\n'), encoding: 'utf8' })
    .trim()
    .split('\n');
  return said.filter((line) => /^(mdadm|mkfs|mount|logger)/.test(line));
}

describe('scratch of an instance', () => {
  it('is its root disk where there is no other', () => {
    expect(calls([])).toEqual([expect.stringMatching(/^logger .*root disk/)]);
  });

  it('is its NVMe disk', () => {
    expect(calls(['/dev/nvme1n1'])).toEqual([
      'mkfs.xfs -f /dev/nvme1n1',
      'mount -o noatime,nodev,nosuid /dev/nvme1n1 /mnt/faceline',
    ]);
  });

  it('is striped over several', () => {
    expect(calls(['/dev/nvme1n1', '/dev/nvme2n1'])).toEqual([
      'mdadm --create /dev/md0 --run --level=0 --raid-devices=2 /dev/nvme1n1 /dev/nvme2n1',
      'mkfs.xfs -f /dev/md0',
      'mount -o noatime,nodev,nosuid /dev/md0 /mnt/faceline',
    ]);
  });

  it('is the first of several where they cannot be striped, and the log says so', () => {
    expect(calls(['/dev/nvme1n1', '/dev/nvme2n1'], ['mdadm'])).toEqual([
      expect.stringMatching(/^mdadm/),
      expect.stringMatching(/^logger .*not striped/),
      'mkfs.xfs -f /dev/nvme1n1',
      'mount -o noatime,nodev,nosuid /dev/nvme1n1 /mnt/faceline',
    ]);
  });

  it('is the root disk where no other can be mounted, and the log says so', () => {
    expect(calls(['/dev/nvme1n1'], ['mkfs.xfs'])).toEqual([
      'mkfs.xfs -f /dev/nvme1n1',
      expect.stringMatching(/^logger .*root disk/),
    ]);
  });
});
