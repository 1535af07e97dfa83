import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { parseJsonWith } from '../../../contract/parse.ts';
import { libraryAdvice } from './cuda-advice.ts';
import type { DoctorOutside } from './doctor-outside.ts';
import { type Finding, isMissing, isWell, stops, toNote } from './finding.ts';

const saidSchema = z.object({
  version: z.string(),
  folder: z.string(),
  backends: z.array(z.object({ name: z.string(), bundled: z.boolean() })),
  cudaProblem: z.string().optional(),
});

/** As the loader of shared libraries names one that is not there. */
const notThere = /with error: ([^\n]*?): cannot open shared object file/;

/**
 * What models can run on here. The proof is a process of its own: a native library that cannot be loaded may end it,
 * and which library is missing is said on standard error only.
 * @param hasCard whether there is a card for which CUDA would be of use
 */
export async function providerFindings(outside: DoctorOutside, hasCard: boolean): Promise<Finding[]> {
  const child = fileURLToPath(new URL('./prove-child.ts', import.meta.url));
  const { stdout, stderr } = await outside.run(process.execPath, [child]);
  const parsed = parseJsonWith(saidSchema, stdout, 'the proof');
  if (!parsed.ok) {
    const detail = `cannot be loaded: ${stderr.trim().split('\n').at(-1) ?? ''}`;
    return [stops('ONNX Runtime', detail, 'npm ci')];
  }
  const { version, backends, folder, cudaProblem } = parsed.value;
  const offered = backends.map(({ name, bundled }) => (bundled ? name : `${name} (brings no libraries)`)).join(', ');
  return [
    isWell('ONNX Runtime', `${version}; knows ${offered}`),
    isWell('cpu', 'what models run on where nothing else is asked for'),
    cudaFinding(outside, {
      hasCard,
      folder,
      cudaProblem,
      library: notThere.exec(stderr)?.[1],
      isKnown: backends.some(({ name }) => name === 'cuda'),
    }),
  ];
}

interface CudaFacts {
  readonly isKnown: boolean;
  readonly hasCard: boolean;
  readonly folder: string;
  readonly cudaProblem: string | undefined;
  readonly library: string | undefined;
}

function cudaFinding({ machine, arch }: DoctorOutside, facts: CudaFacts): Finding {
  const { isKnown, hasCard, folder, cudaProblem, library } = facts;
  const name = 'cuda';
  if (!isKnown) return toNote(name, `ONNX Runtime's package has none for ${machine.platform} ${arch}`);
  if (cudaProblem === undefined) {
    return isWell(name, 'a session was given, and multiplied matrices: use --provider cuda');
  }
  const missing = library?.split('/').at(-1);
  const detail = missing === undefined ? cudaProblem : `no session is given: ${missing} is not found`;
  if (!hasCard) return toNote(name, detail);
  if (missing === undefined) return isMissing(name, detail, 'README, "A GPU at home"');
  return isMissing(name, detail, libraryAdvice(missing, folder, machine));
}
