#!/usr/bin/env node
import { Command, CommanderError } from '@commander-js/extra-typings';
import { benchCommand } from './commands/bench/bench-command.ts';
import { exitCodes, UsageError } from './commands/exit-codes.ts';
import { localCommand } from './commands/local/local-command.ts';

const program = new Command('faceline')
  .description('Face swap and face restoration for video.')
  .exitOverride()
  .configureHelp({ showGlobalOptions: true });
program.addCommand(localCommand()).addCommand(benchCommand());
for (const command of program.commands) command.exitOverride();

try {
  await program.parseAsync();
} catch (thrown) {
  if (thrown instanceof CommanderError) process.exitCode = thrown.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  else if (thrown instanceof UsageError) {
    process.stderr.write(`${thrown.message}\nSee: npx faceline --help\n`);
    process.exitCode = exitCodes.usage;
  } else {
    process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
    process.exitCode = exitCodes.unexpected;
  }
}
