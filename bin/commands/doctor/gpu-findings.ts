import { driverAdvice, oldestDriver } from './cuda-advice.ts';
import type { DoctorOutside } from './doctor-outside.ts';
import { type Finding, isMissing, isWell, toNote } from './finding.ts';

const query = ['--query-gpu=name,driver_version,memory.total', '--format=csv,noheader,nounits'];

/** The cards here and their driver, by nvidia-smi, by the kernel and by the bus. */
export async function gpuFindings(outside: DoctorOutside): Promise<{ hasCard: boolean; findings: Finding[] }> {
  const { code, stdout, stderr } = await outside.run('nvidia-smi', query);
  const command = driverAdvice(outside.machine);
  if (code === 0 && stdout.trim() !== '') {
    const lines = stdout.trim().split('\n');
    return { hasCard: true, findings: lines.map((line) => cardFinding(line, command)) };
  }
  if (code !== undefined) {
    const detail = `nvidia-smi finds none: ${(stdout + stderr).trim().split('\n')[0] ?? ''}`;
    return { hasCard: false, findings: [isMissing('GPU', detail, command)] };
  }
  const driver = /(?:Module|for \S+)\s+(\d+(?:\.\d+)+)/.exec((await outside.driverVersion()) ?? '')?.[1];
  if (driver !== undefined) {
    const detail = `driver ${driver} is loaded, and nvidia-smi is not on the PATH to name the card`;
    return { hasCard: true, findings: [toNote('GPU', detail)] };
  }
  if (await outside.hasNvidiaCard()) {
    return { hasCard: true, findings: [isMissing('GPU', "a card of NVIDIA's without its driver", command)] };
  }
  return { hasCard: false, findings: [toNote('GPU', "no card of NVIDIA's; models run on the processor")] };
}

function cardFinding(line: string, command: string): Finding {
  const [card = '', driver = '', memoryMb = ''] = line.split(',').map((cell) => cell.trim());
  const detail = `${card}, ${memoryMb} MB, driver ${driver}`;
  if (Number.parseInt(driver, 10) >= oldestDriver) return isWell('GPU', detail);
  return isMissing('GPU', `${detail}; CUDA 13 wants ${oldestDriver} or newer`, command);
}
