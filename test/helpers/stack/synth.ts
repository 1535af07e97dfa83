import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { FacelineApp } from '../../../lib/faceline-app.ts';

const cdkJson = z
  .object({ context: z.record(z.string(), z.unknown()) })
  .parse(JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../../cdk.json'), 'utf8')));

/** A resource of a template, as far as tests look at it. */
const resourceSchema = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});
const resourcesSchema = z.looseObject({ Resources: z.record(z.string(), resourceSchema) });
export type Resource = z.infer<typeof resourceSchema>;

export interface Synthesised {
  readonly app: FacelineApp;
  readonly template: Template;
  readonly resources: Readonly<Record<string, Resource>>;
  /** Resources of the stack with the replica, where there is one. */
  readonly replica: Readonly<Record<string, Resource>>;
  /** What the CDK warns of, in all stacks. */
  readonly warnings: readonly string[];
}

/** The app with the context of cdk.json and the given settings; Lambdas are not bundled unless asked for. */
export function synthesise(settings: Readonly<Record<string, unknown>> = {}, bundle = false): Synthesised {
  // A setting that is taken away (undefined) is another template than one that is not named.
  const name = JSON.stringify([settings, bundle], (_, value: unknown) => value ?? null);
  const known = synthesised.get(name);
  if (known !== undefined) return known;
  const fresh = synthesiseNow(settings, bundle);
  synthesised.set(name, fresh);
  return fresh;
}

/** A synth takes a second, and many tests look at the same template. */
const synthesised = new Map<string, Synthesised>();

function synthesiseNow(settings: Readonly<Record<string, unknown>>, bundle: boolean): Synthesised {
  const context = {
    ...cdkJson.context,
    ...(bundle ? {} : { 'aws:cdk:bundling-stacks': [] }),
    workerImage: '111122223333.dkr.ecr.eu-central-1.amazonaws.com/faceline@sha256:0',
    ...settings,
  };
  // The CDK leaves a folder behind for every app that is not told where to write.
  const outdir = mkdtempSync(path.join(os.tmpdir(), 'faceline-synth-'));
  const app = new FacelineApp({ context, outdir, environment: { region: 'eu-central-1' } });
  const template = Template.fromStack(app.main);
  const { stacks } = app.synth();
  const warnings = stacks
    .flatMap(({ messages }) => messages)
    .filter(({ level }) => level === 'warning')
    .map(({ id, entry }) => `${id}: ${entry.data}`);
  const beside = stacks.find(({ stackName }) => stackName !== app.main.stackName);
  const replica = resourcesSchema.parse(beside?.template ?? { Resources: {} }).Resources;
  const resources = resourcesSchema.parse(template.toJSON()).Resources;
  rmSync(outdir, { recursive: true });
  return { app, template, resources, replica, warnings };
}

/** Resources of one type, by logical id. */
export function ofType(resources: Synthesised['resources'], type: string): readonly (readonly [string, Resource])[] {
  return Object.entries(resources).filter(([, resource]) => resource.Type === type);
}

/** Properties of the only resource of a type. */
export function one(resources: Synthesised['resources'], type: string): Record<string, unknown> {
  const found = ofType(resources, type);
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`Expected one ${type}, found ${found.length}.`);
  return first[1].Properties;
}

/** Logical ids that a value names by Ref or Fn::GetAtt, anywhere in it. */
export function idsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(idsIn);
  if (typeof value !== 'object' || value === null) return [];
  if ('Ref' in value && typeof value.Ref === 'string') return [value.Ref];
  if ('Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt'])) return [String(value['Fn::GetAtt'][0])];
  return Object.values(value).flatMap(idsIn);
}

const statementSchema = z.looseObject({
  Sid: z.string().optional(),
  Effect: z.string(),
  Action: z.union([z.string().transform((one) => [one]), z.array(z.string())]),
  Resource: z.union([z.array(z.unknown()), z.unknown().transform((one) => [one])]).default([]),
  Condition: z.unknown().optional(),
});
export type Statement = z.infer<typeof statementSchema>;

/** Statements of a policy document inside a resource's properties. */
export function statementsOf(document: unknown): readonly Statement[] {
  return z.object({ Statement: z.array(statementSchema) }).parse(document).Statement;
}

/** Rights of a role: statements of every policy that names it. */
export function rightsOf(resources: Synthesised['resources'], roleIdStart: string): readonly Statement[] {
  return ofType(resources, 'AWS::IAM::Policy')
    .filter(([, { Properties }]) => idsIn(Properties.Roles).some((id) => id.startsWith(roleIdStart)))
    .flatMap(([, { Properties }]) => statementsOf(Properties.PolicyDocument));
}
