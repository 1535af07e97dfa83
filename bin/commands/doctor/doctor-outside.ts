import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { defined } from '../../../contract/options/option.ts';
import { type CommandResult, type Ffmpeg, runCommand } from '../../../gpu-worker/media/video/codec/codec-process.ts';
import { findFfmpeg } from '../../../gpu-worker/media/video/ffmpeg/find-ffmpeg.ts';
import { type Machine, thisMachine } from '../../../gpu-worker/media/video/ffmpeg/install-advice.ts';

/** What the doctor looks at; tests hand in their own. */
export interface DoctorOutside {
  readonly machine: Machine;
  readonly arch: string;
  readonly nodeVersion: string;
  readonly findFfmpeg: () => Promise<Ffmpeg>;
  /** Runs a program of the PATH to its end; no code where it is not there. */
  readonly run: (program: string, args: readonly string[]) => Promise<CommandResult>;
  /** The driver's own words, as the kernel shows them. */
  readonly driverVersion: () => Promise<string | undefined>;
  /** Whether a card of NVIDIA's is plugged in, with a driver or without. */
  readonly hasNvidiaCard: () => Promise<boolean>;
  readonly write: (text: string) => void;
}

export const doctorOutside: DoctorOutside = {
  machine: thisMachine(),
  arch: process.arch,
  nodeVersion: process.versions.node,
  findFfmpeg: () => findFfmpeg(),
  run: (program, args) => runCommand(program, args, { env: defined(process.env), timeoutMs: 60_000 }),
  driverVersion: () => readFile('/proc/driver/nvidia/version', 'utf8').catch(() => undefined),
  hasNvidiaCard,
  write: (text) => void process.stdout.write(text),
};

const devices = '/sys/bus/pci/devices';
const nvidiaVendor = '0x10de';
/** PCI's class of displays and 3D controllers. */
const displayClass = /^0x03/;

async function hasNvidiaCard(): Promise<boolean> {
  for (const device of await readdir(devices).catch(() => [])) {
    const read = (name: string) => readFile(path.join(devices, device, name), 'utf8').catch(() => '');
    if ((await read('vendor')).trim() === nvidiaVendor && displayClass.test(await read('class'))) return true;
  }
  return false;
}
