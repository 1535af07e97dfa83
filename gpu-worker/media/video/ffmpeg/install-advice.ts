import { readFileSync } from 'node:fs';
import os from 'node:os';

export interface Machine {
  readonly platform: NodeJS.Platform;
  /** `ID` and `ID_LIKE` of /etc/os-release, in one string; empty elsewhere. */
  readonly distribution: string;
  readonly isRoot: boolean;
}

/** This machine. */
export function thisMachine(): Machine {
  let release = '';
  try {
    release = readFileSync('/etc/os-release', 'utf8');
  } catch {
    // Not a Linux with a name.
  }
  const named = [...release.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)].map((match) => match[1]);
  return { platform: os.platform(), distribution: named.join(' '), isRoot: process.getuid?.() === 0 };
}

/** True where apt-get installs ffmpeg. */
export const isDebian = (machine: Machine): boolean =>
  machine.platform === 'linux' && /\b(debian|ubuntu)\b/.test(machine.distribution);

/** The one command that installs ffmpeg on a machine. */
export function installAdvice(machine: Machine = thisMachine()): string {
  const sudo = machine.isRoot ? '' : 'sudo ';
  if (machine.platform === 'darwin') return 'brew install ffmpeg';
  if (machine.platform === 'win32') return 'winget install ffmpeg';
  if (isDebian(machine)) return `${sudo}apt-get install --yes --no-install-recommends ffmpeg`;
  if (/\b(fedora|rhel|centos)\b/.test(machine.distribution)) return `${sudo}dnf install ffmpeg-free`;
  if (/\balpine\b/.test(machine.distribution)) return `${sudo}apk add ffmpeg`;
  if (/\barch\b/.test(machine.distribution)) return `${sudo}pacman -S ffmpeg`;
  return 'see https://ffmpeg.org/download.html, then set FACELINE_FFMPEG to the program';
}
