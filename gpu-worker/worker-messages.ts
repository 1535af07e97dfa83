import * as z from 'zod';
import type { Progress } from './ports.ts';

/** What a worker process tells its parent. */
export const progressMessageSchema = z.object({
  kind: z.literal('progress'),
  taskId: z.string(),
  framesDone: z.int(),
  framesTotal: z.int().optional(),
});

export function progressMessage(taskId: string, progress: Progress): z.infer<typeof progressMessageSchema> {
  return { kind: 'progress', taskId, ...progress };
}
