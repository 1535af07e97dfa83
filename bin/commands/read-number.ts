import { InvalidArgumentError } from '@commander-js/extra-typings';

/**
 * Reads the number of a flag.
 * @param expected which numbers it may be, for the message
 */
export const numberThat =
  (expected: string, fits: (value: number) => boolean) =>
  (text: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!fits(value)) throw new InvalidArgumentError(`expected ${expected}.`);
    return value;
  };

export const count = numberThat('a whole number from 1 on', (value) => Number.isInteger(value) && value >= 1);
