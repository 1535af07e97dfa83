import os from 'node:os';
import { columns } from '../columns.ts';
import { exitCodes } from '../exit-codes.ts';
import { facelineCommand } from '../faceline-command.ts';
import { diskFinding } from './disk-findings.ts';
import type { DoctorOutside } from './doctor-outside.ts';
import { ffmpegFindings } from './ffmpeg-findings.ts';
import { type Finding, isWell, stops } from './finding.ts';
import { gpuFindings } from './gpu-findings.ts';
import { modelFindings } from './model-findings.ts';
import { providerFindings } from './provider-findings.ts';

export interface DoctorRequest {
  readonly models: string;
  /** Whether the models folder is the one that other commands take by themselves. */
  readonly isDefaultModels: boolean;
  readonly out: string;
  readonly scratch: string;
  readonly json: boolean;
}

/** The oldest Node that runs TypeScript as it is. */
const oldestNode = [22, 18] as const;

/**
 * Says what this machine has and what it lacks, with the one command for each.
 * @returns the exit code: done where the default job, a swap with the default models, can run
 */
export async function runDoctor(request: DoctorRequest, outside: DoctorOutside): Promise<number> {
  const gpu = await gpuFindings(outside);
  const findings = [
    nodeFinding(outside),
    ...(await ffmpegFindings(outside)),
    ...gpu.findings,
    ...(await providerFindings(outside, gpu.hasCard)),
    ...(await modelFindings(request.models, request.isDefaultModels)),
    await diskFinding('results', request.out),
    await diskFinding('scratch', request.scratch),
  ];
  const canRun = findings.every(({ stopsDefaultJob }) => stopsDefaultJob !== true);
  outside.write(request.json ? `${JSON.stringify({ canRun, findings }, null, 2)}\n` : doctorText(findings, canRun));
  return canRun ? exitCodes.done : exitCodes.refused;
}

function nodeFinding({ nodeVersion, arch, machine }: DoctorOutside): Finding {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  const isOld = major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1]);
  const detail = `${nodeVersion}, ${machine.platform} ${arch}, ${os.availableParallelism()} processors, ${Math.round(os.totalmem() / 2 ** 30)} GB`;
  return isOld ? stops('Node', detail, 'npm ci') : isWell('Node', detail);
}

function doctorText(findings: readonly Finding[], canRun: boolean): string {
  const table = columns(findings.map(({ name, state, detail }) => [state, name, detail]))
    .trimEnd()
    .split('\n');
  const lines = table.flatMap((line, row) => {
    const command = findings[row]?.command;
    return command === undefined ? [line] : [line, `         → ${command}`];
  });
  const verdict = canRun
    ? 'The default job, a swap with the default models, can run here.'
    : `The default job, a swap with the default models, cannot run here yet; the demo may: ${facelineCommand} local.`;
  return `${lines.join('\n')}\n\n${verdict}\n`;
}
