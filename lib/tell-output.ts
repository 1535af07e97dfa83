import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type StackOutput, stackOutputs } from '../contract/stack-outputs.ts';

/** Tells a value as an output of the stack. What stands at the stack's root has a plain name, without path and hash. */
export function tellOutput(scope: Construct, name: StackOutput, value: string): void {
  new CfnOutput(Stack.of(scope), name, { value, description: stackOutputs[name] });
}
