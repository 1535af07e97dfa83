#!/usr/bin/env node
import { Command, CommanderError } from '@commander-js/extra-typings';
import { errorAdvice } from '../contract/error-codes.ts';
import { facelineVersion } from '../contract/version.ts';
import { FacelineError } from '../gpu-worker/errors.ts';
// Commands load AWS clients only when they run: the local ones start without.
import { logsCommand } from './commands/aws/logs-command.ts';
import { redriveCommand } from './commands/aws/redrive-command.ts';
import { restoreCommand } from './commands/aws/restore-command.ts';
import { statusCommand } from './commands/aws/status-command.ts';
import { submitCommand } from './commands/aws/submit-command.ts';
import { benchCommand } from './commands/bench/bench-command.ts';
import { compareCommand } from './commands/compare/compare-command.ts';
import { doctorCommand } from './commands/doctor/doctor-command.ts';
import { excessHint } from './commands/excess-hint.ts';
import { exitCodes, SaidAlready, UsageError } from './commands/exit-codes.ts';
import { asStartedHere, facelineCommand } from './commands/faceline-command.ts';
import { inspectCommand } from './commands/inspect/inspect-command.ts';
import { localCommand } from './commands/local/local-command.ts';
import { modelsCommand } from './commands/models/models-command.ts';
import { printable } from './commands/progress/show-progress.ts';
import { localAdvice } from './commands/words/local-advice.ts';

/** Commands that work on files of this machine. */
const onOneMachine: ReadonlySet<string> = new Set(['local', 'inspect', 'compare', 'bench', 'models']);

const program = new Command('faceline')
  .description('Face swap and face restoration for video.')
  .exitOverride()
  .version(facelineVersion)
  .showHelpAfterError(`See: ${facelineCommand} --help`)
  .configureHelp({ showGlobalOptions: true });
program.addCommand(localCommand()).addCommand(benchCommand()).addCommand(submitCommand()).addCommand(statusCommand());
program.addCommand(logsCommand()).addCommand(redriveCommand()).addCommand(restoreCommand()).addCommand(modelsCommand());
program.addCommand(compareCommand()).addCommand(inspectCommand()).addCommand(doctorCommand());
for (const command of program.commands) {
  const name = command.name();
  const takesTarget = command.options.some(({ long }) => long === '--target');
  command.exitOverride().showHelpAfterError(`See: ${facelineCommand} ${name} --help`);
  command.configureOutput({ outputError: (text, write) => write(`${text}${excessHint(text, name, takesTarget)}`) });
}

// Whoever reads may leave before the end (`| head`, a terminal that is closed): what is done goes on, and tidies up.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (cause) => {
    if (!('code' in cause && (cause.code === 'EPIPE' || cause.code === 'EIO'))) throw cause;
  });
}

try {
  await program.parseAsync();
} catch (thrown) {
  if (thrown instanceof CommanderError) process.exitCode = thrown.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  else if (thrown instanceof SaidAlready) process.exitCode = thrown.exitCode;
  else if (thrown instanceof UsageError) {
    const told = program.commands.find((command) => command.name() === process.argv[2]);
    process.stderr.write(
      `${thrown.message}\nSee: ${facelineCommand} ${told === undefined ? '' : `${told.name()} `}--help\n`,
    );
    process.exitCode = exitCodes.usage;
  } else if (thrown instanceof FacelineError) {
    const advice = onOneMachine.has(process.argv[2] ?? '') ? localAdvice : errorAdvice;
    process.stderr.write(printable(`${thrown.code}: ${asStartedHere(`${thrown.message}\n${advice[thrown.code]}`)}`));
    process.exitCode = exitCodes.refused;
  } else {
    process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    process.exitCode = exitCodes.unexpected;
  }
}
