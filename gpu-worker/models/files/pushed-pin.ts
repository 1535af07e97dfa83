import { text } from 'node:stream/consumers';
import { parseJsonWith } from '../../../contract/parse.ts';
import { permanent } from '../../errors.ts';
import type { ObjectStore } from '../../ports.ts';
import { type ModelPin, modelPinSchema } from './models-lock.ts';

/** Beside a model's versions in a bucket: which of them was pushed last. An object a model, so that no push undoes another. */
export const pinKey = (name: string): string => `models/${name}/pinned.json`;

export async function writePushedPin(store: ObjectStore, bucket: string, name: string, pin: ModelPin): Promise<void> {
  await store.put({ bucket, key: pinKey(name) }, Buffer.from(`${JSON.stringify(pin)}\n`), {
    contentType: 'application/json',
  });
}

/** Throws MODEL_CORRUPT (permanent), and what the store throws. */
export async function readPushedPin(store: ObjectStore, bucket: string, name: string): Promise<ModelPin> {
  const key = pinKey(name);
  const pin = parseJsonWith(modelPinSchema, await text(store.read({ bucket, key })), 'pin');
  if (pin.ok) return pin.value;
  throw permanent('MODEL_CORRUPT', `${bucket}/${key}: ${pin.problem}. Push the model again.`);
}
