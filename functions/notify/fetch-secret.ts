import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** How long a secret is remembered: a rotated one is in use within this time. */
const rememberMs = 5 * 60_000;

/** Reads secrets by ARN, and remembers them for five minutes. */
export function secretReader(client: SecretsManagerClient): (arn: string) => Promise<string> {
  const known = new Map<string, { readonly value: string; readonly until: number }>();
  return async (arn) => {
    const found = known.get(arn);
    if (found !== undefined && found.until > Date.now()) return found.value;
    const { SecretString: value } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    if (value === undefined) throw new Error(`The secret ${arn} has no text; store the secret as text.`);
    known.set(arn, { value, until: Date.now() + rememberMs });
    return value;
  };
}
