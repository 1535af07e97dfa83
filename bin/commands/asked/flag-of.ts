/** An option's flag on the command line: `enhancerBlend` is `--enhancer-blend`. */
export const flagOf = (option: string): string =>
  `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
