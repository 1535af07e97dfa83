import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command, Option } from '@commander-js/extra-typings';
import { type DoctorOutside, doctorOutside } from './doctor-outside.ts';
import { runDoctor } from './run-doctor.ts';

const more = `
Every line is ok, a note, or missing with the one command that mends it. What is compiled in is tried, not believed:
encoders encode a few frames, CUDA multiplies two matrices on the card, models are checked against pin and .hash.

Exit codes: 0 the default job, a swap with the default models, can run here; 2 it cannot.`;

/** `faceline doctor`: what this machine has, what it lacks, and the command for it. */
export function doctorCommand(outside: DoctorOutside = doctorOutside) {
  return new Command('doctor')
    .description('Say what this machine has, what it lacks, and the one command for each.')
    .addOption(new Option('--models <folder>', 'folder of ONNX models').env('FACELINE_MODELS').default('models'))
    .option('--out <folder>', 'folder for results', 'out')
    .option('--json', 'print what was found as JSON', false)
    .addHelpText('after', more)
    .action(async ({ models, out, json }) => {
      const request = {
        models: path.resolve(models),
        isDefaultModels: models === 'models' || models === process.env.FACELINE_MODELS,
        out: path.resolve(out),
        scratch: process.env.FACELINE_SCRATCH ?? path.join(tmpdir(), 'faceline-scratch'),
        json,
      };
      process.exitCode = await runDoctor(request, outside);
    });
}
