import * as z from 'zod';
import { errorAdvice, errorCodeSchema } from '../contract/error-codes.ts';
import { noticeSchema } from '../contract/notice.ts';

/** `docs/notice.schema.json`, made of the schema itself; a test compares. `npm run pages` writes it. */
export function noticeSchemaText(): string {
  const schema = z.toJSONSchema(noticeSchema, {
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      if (zodSchema === errorCodeSchema) Object.assign(jsonSchema, { type: 'string', enum: Object.keys(errorAdvice) });
    },
  });
  return `${JSON.stringify({ title: 'A notice of Faceline', ...schema }, null, 2)}\n`;
}
