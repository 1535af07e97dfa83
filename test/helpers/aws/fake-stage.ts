import { onTestFinished, vi } from 'vitest';
import { outputFiles } from '../../../contract/object-keys.ts';
import type { Report } from '../../../contract/report.ts';
import type { StackOutput } from '../../../contract/stack-outputs.ts';
import { type Answer, type SeenRequest, startHttpDouble } from './http-double.ts';

const outputs: Readonly<Partial<Record<StackOutput, string>>> = {
  InputBucket: 'input',
  OutputBucket: 'output',
  TasksQueue: 'https://sqs.test/000000000000/tasks',
  UploadsQueue: 'https://sqs.test/000000000000/uploads',
  WorkerLogs: 'workers-log',
};

/** What one of AWS's services is asked, as far as commands ask it. */
export interface FakeRequest extends SeenRequest {
  /** `DescribeStacks`, `FilterLogEvents`, `SendMessage`; method and path for S3: `GET /output/key`. */
  readonly call: string;
}

/**
 * A deployed stage without a server: CloudFormation tells its names, all else is answered as the test says. Commands
 * find it by their environment; a test that is over finds its own again.
 */
export async function fakeStage(answer: (request: FakeRequest) => Answer) {
  const seen: FakeRequest[] = [];
  const server = await startHttpDouble((request) => {
    const told = { ...request, call: callOf(request) };
    if (told.call === 'DescribeStacks') return describedStack();
    seen.push(told);
    return answer(told);
  });
  const environment = {
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const printed: string[] = [];
  const writing = vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
  onTestFinished(async () => {
    writing.mockRestore();
    vi.unstubAllEnvs();
    await server.close();
  });
  return { seen, calls: () => seen.map(({ call }) => call), printed: () => printed.join('') };
}

/** JSON services name their operation in a header, CloudFormation in its form, S3 in method and path. */
function callOf({ method, url, headers, body }: SeenRequest): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.replace(/^.*\./, '');
  return new URLSearchParams(body).get('Action') ?? `${method} ${decodeURIComponent(url)}`;
}

function describedStack(): Answer {
  const members = Object.entries(outputs)
    .map(([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`)
    .join('');
  const stack = `<member><StackName>Faceline-prod</StackName><Outputs>${members}</Outputs></member>`;
  const xml = `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks>${stack}</Stacks></DescribeStacksResult></DescribeStacksResponse>`;
  return { status: 200, headers: { 'content-type': 'text/xml' }, body: xml };
}

export const jsonAnswer = (value: unknown): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(value),
});

export const s3Refusal = (status: number, code: string): Answer => ({
  status,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
});

/** What S3 answers where this report is the one object of its bucket. */
export function storedReport(report: Report, call: string): Answer {
  const key = `${report.output.prefix}${outputFiles.report}`;
  if (call.includes('list-type=2')) {
    const prefix = new URL(`http://s3${call.replace('GET ', '')}`).searchParams.get('prefix') ?? '';
    const found = key.startsWith(prefix) ? `<Contents><Key>${key}</Key><Size>1</Size></Contents>` : '';
    return { status: 200, body: `<ListBucketResult>${found}</ListBucketResult>` };
  }
  return { status: 200, headers: { etag: '"e"' }, body: call.startsWith('HEAD') ? '' : JSON.stringify(report) };
}
