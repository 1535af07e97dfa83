import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { keyProblem } from '../../../contract/object-keys.ts';
import { permanent, transient } from '../../errors.ts';
import type { ObjectStore, TaskScope } from '../../ports.ts';
import { taskGrants } from '../../task-grants.ts';
import { type AwsCredentials, type AwsEndpoint, createS3 } from './aws-clients.ts';
import { s3ObjectStore } from './s3-object-store.ts';
import { type PolicySurroundings, sessionPolicy } from './session-policy.ts';
import { answerOf } from './store-errors.ts';
import { notedUploads } from './upload-memory.ts';

/** The worker's credentials are a role's themselves: AWS ends a session of a role by a role after an hour. */
const sessionS = 3600;

interface ScopeSettings extends PolicySurroundings {
  readonly dataRoleArn: string;
  /** Where the task's objects are. */
  readonly objects: AwsEndpoint;
}

/**
 * Scopes by STS: per task a session of the data role, narrowed by a session policy to the task's own keys. The S3
 * client asks for a new session minutes before the old one ends, as long as the task runs.
 */
export function stsTaskScope(sts: STSClient, settings: ScopeSettings): TaskScope {
  return {
    async open(task) {
      const policy = sessionPolicy(taskGrants(task), settings);
      const renew = () => assumeScope(sts, settings.dataRoleArn, task.taskId, policy);
      // A role that cannot be assumed is known now, and not at the first read.
      let first: AwsCredentials | undefined = await renew();
      const client = createS3(settings.objects, async () => {
        const credentials = first ?? (await renew());
        first = undefined;
        return credentials;
      });
      let open = true;
      const store = whileOpen(s3ObjectStore(client, notedUploads(client)), (key) => {
        if (!open) throw permanent('STORE_DENIED', `The scope of task ${task.taskId} is closed; open it again.`);
        // A server that tidies such keys up would judge another key than the policy names.
        const problem = key === '' ? undefined : keyProblem(key);
        if (problem !== undefined)
          throw permanent('STORE_DENIED', `Task ${task.taskId} may not touch "${key}": ${problem}.`);
      });
      const close = async (): Promise<void> => {
        open = false;
        client.destroy();
      };
      return { store, close };
    },
  };
}

async function assumeScope(sts: STSClient, roleArn: string, taskId: string, policy: string): Promise<AwsCredentials> {
  const command = new AssumeRoleCommand({
    RoleArn: roleArn,
    RoleSessionName: `faceline-${taskId}`,
    DurationSeconds: sessionS,
    Policy: policy,
  });
  const { Credentials } = await sts.send(command).catch((thrown) => {
    const { name, message, status } = answerOf(thrown);
    const text = `Could not assume ${roleArn} for task ${taskId}: ${message || name}`;
    if (name === 'PackedPolicyTooLarge')
      throw permanent('KEY_REFUSED', `${text}. Upload under a shorter name.`, thrown);
    throw status === 403 ? permanent('STORE_DENIED', text, thrown) : transient('STORE_UNAVAILABLE', text, thrown);
  });
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined) {
    throw transient('STORE_UNAVAILABLE', `STS gave no credentials for ${roleArn}.`);
  }
  const expiry = Expiration === undefined ? {} : { expiration: Expiration };
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken, ...expiry };
}

/** A view of a store that ends when its scope is closed. */
function whileOpen(store: ObjectStore, check: (key: string) => void): ObjectStore {
  return {
    async head(address) {
      check(address.key);
      return store.head(address);
    },
    async *read(address, options) {
      check(address.key);
      yield* store.read(address, options);
    },
    async put(address, bytes, options) {
      check(address.key);
      return store.put(address, bytes, options);
    },
    async startUpload(address, options) {
      check(address.key);
      return store.startUpload(address, options);
    },
    async *list(bucket, prefix) {
      check(prefix);
      yield* store.list(bucket, prefix);
    },
    async delete(address) {
      check(address.key);
      return store.delete(address);
    },
  };
}
