import { Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';

/** One right, and why it is given. */
export interface Right {
  /** Name of the statement: letters and digits, unique within its policy. */
  readonly sid: string;
  /** Why the resources are as wide as they are; needed where one has a wildcard. */
  readonly reason: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * Gives a role (or a policy of its own) a right. The reason is recorded where a resource has a wildcard, so that
 * AwsSolutions-IAM5 passes for exactly that resource and for nothing added later.
 */
export function allow(holder: iam.Role | iam.Policy, right: Right): void {
  const { sid, actions, resources, conditions, reason } = right;
  const statement = new iam.PolicyStatement({
    sid,
    actions: [...actions],
    resources: [...resources],
    ...(conditions === undefined ? {} : { conditions }),
  });
  if (holder instanceof iam.Role) holder.addToPolicy(statement);
  else holder.addStatements(statement);
  const wide = resources
    .map((resource) => flattenCfnReference(Stack.of(holder).resolve(resource)))
    .filter((flat) => flat.includes('*'));
  acknowledgeWildcards(
    holder,
    reason,
    wide.map((flat) => `Resource::${flat}`),
  );
}

/** Records why a wildcard that the CDK itself writes is acceptable. Findings look like `Resource::*`. */
export function acknowledgeWildcards(
  scope: iam.Role | iam.Policy | Stack,
  reason: string,
  findings: readonly string[],
): void {
  for (const finding of findings) {
    Validations.of(scope).acknowledge({ id: `AwsSolutions-IAM5[${finding}]`, reason });
  }
}
