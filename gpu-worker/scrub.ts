const secretNames =
  /secret|token|password|passphrase|authorization|credential|signature|cookie|api[-_]?key|access[-_]?key/i;
const hidden = '[hidden]';

/** Takes out of a text what gives access to something: signed links, access keys, bearer tokens, passwords in links. */
export function scrubText(text: string): string {
  return text
    .replace(/([?&](?:X-Amz-[A-Za-z-]+|Signature|AWSAccessKeyId|Expires|sig|token)=)[^&\s"'<>]+/gi, `$1${hidden}`)
    .replace(/\b(?:AKIA|ASIA|AROA)[A-Z0-9]{12,}\b/g, hidden)
    .replace(/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${hidden}`)
    .replace(/(\w+:\/\/[^\s/:@]+:)[^\s/@]+@/g, `$1${hidden}@`);
}

/** A value for the log: secrets taken out at every depth, errors as plain objects with their causes. */
export function scrubValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return scrubText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 6) return '[deeper]';
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Error) {
    const { name, message, stack, cause } = value;
    const code = 'code' in value ? { code: value.code } : {};
    const inner = cause === undefined ? {} : { cause: scrubValue(cause, depth + 1) };
    return { name, ...code, message: scrubText(message), stack: scrubText(stack ?? ''), ...inner };
  }
  if (Array.isArray(value)) return value.map((item) => scrubValue(item, depth + 1));
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      secretNames.test(name) ? hidden : scrubValue(inner, depth + 1),
    ]),
  );
}
