import { facelineCommand } from './faceline-command.ts';

/**
 * What a command was probably meant to be that got more arguments than it takes: a file without its option, or, through
 * npm, options that npm kept to itself.
 * @param error what commander says
 * @param command the command's name
 * @param takesTarget whether files are named with `--target` there
 * @returns what to add to the error; empty for any other one
 */
export function excessHint(error: string, command: string, takesTarget: boolean): string {
  if (!error.startsWith('error: too many arguments')) return '';
  const example = takesTarget ? ' --target clip.mp4' : ' …';
  const target = takesTarget ? 'Files are named with --target. ' : '';
  const npm = facelineCommand.startsWith('npm ') ? 'npm hands options on only after a lone "--". ' : '';
  return target === '' && npm === '' ? '' : `${target}${npm}For example: ${facelineCommand} ${command}${example}\n`;
}
