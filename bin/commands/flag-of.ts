import { optionRows } from '../../contract/options/options.ts';
import { asStartedHere } from './faceline-command.ts';

/** An option's flag on the command line: `enhancerBlend` is `--enhancer-blend`. */
export const flagOf = (option: string): string =>
  `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** A text in which options stand in backticks, with their flags instead, and commands as they are started here. */
export const withFlags = (text: string): string =>
  asStartedHere(text).replace(/`(\w+)`/g, (whole, option: string) =>
    Object.hasOwn(optionRows, option) ? flagOf(option) : whole,
  );
