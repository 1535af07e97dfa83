import * as z from 'zod';
import { type FaceTask, parseFaceTask, taskIdSchema } from '../../contract/face-task.ts';
import { objectKeySchema, outputPrefixProblem } from '../../contract/object-keys.ts';
import { type FacelineError, permanent } from '../errors.ts';
import type { ScopeRequest } from '../ports.ts';

/** A task, or only what a refusal's report needs to know of one. */
export interface TaskOrRefusal {
  readonly task: FaceTask | undefined;
  /** Whose scope is opened: where from, where to. */
  readonly place: ScopeRequest;
}

type ReadTask =
  | { readonly kind: 'task'; readonly task: FaceTask; readonly place: ScopeRequest }
  | { readonly kind: 'refused'; readonly error: FacelineError; readonly place: ScopeRequest }
  /** No valid task, and no place where this worker may report that: the dead-letter function does. */
  | { readonly kind: 'homeless'; readonly error: FacelineError };

// Read from a document that is not a valid task, so nothing in it is believed beyond these shapes.
const placeSchema = z.object({
  taskId: taskIdSchema,
  source: z.object({
    bucket: z.string().min(1).max(255),
    key: objectKeySchema,
    kind: z.enum(['video', 'image']).catch('video'),
    etag: z.string().min(1).catch('unknown'),
  }),
  output: z.object({ bucket: z.string().min(1).max(255), prefix: z.string() }),
});

/** Reads a message's body. Never throws: what is no valid task is refused, with the place for its report if it has one. */
export function readTask(body: string): ReadTask {
  let data: unknown;
  try {
    data = JSON.parse(body);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return { kind: 'homeless', error: permanent('TASK_INVALID', `The task is not JSON: ${reason}`) };
  }
  const parsed = parseFaceTask(data);
  if (parsed.ok) return { kind: 'task', task: parsed.value, place: parsed.value };
  const code = parsed.versionMismatch === true ? 'VERSION_MISMATCH' : 'TASK_INVALID';
  const error = permanent(code, parsed.problem);
  const place = safePlace(data);
  return place === undefined ? { kind: 'homeless', error } : { kind: 'refused', error, place };
}

/** Where the report of an invalid task may go: only a folder of that task below an output folder. */
function safePlace(data: unknown): ScopeRequest | undefined {
  const found = placeSchema.safeParse(data);
  if (!found.success) return undefined;
  const { taskId, source, output } = found.data;
  if (outputPrefixProblem(output.prefix, taskId) !== undefined) return undefined;
  return { taskId, source, output, identities: [] };
}
