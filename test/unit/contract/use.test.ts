import { expect, test } from 'vitest';
import { stricterUse, useSchema } from '../../../contract/use.ts';

test('the stricter use wins, whoever said it', () => {
  const order = ['commercial', 'non-commercial', 'research', 'any'] as const;
  expect(useSchema.options).toEqual(order);
  for (const [at, strict] of order.entries()) {
    for (const lax of order.slice(at)) {
      expect(stricterUse(strict, lax)).toBe(strict);
      expect(stricterUse(lax, strict)).toBe(strict);
    }
  }
});
