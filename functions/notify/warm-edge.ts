import type { NoticeLinks } from '../../contract/notice.ts';

/** First part of a film: enough for a player to start. */
const firstBytes = 1 << 20;

/**
 * Fetches the beginning of each linked file once, so that the nearest edge has it before the receiver asks.
 * @returns what did not work, each a sentence; a cold edge is slower and no failure
 */
export async function warmEdge(links: NoticeLinks, timeoutMs = 10_000): Promise<readonly string[]> {
  const addresses = [links.file, links.poster, links.preview].filter((link) => link !== undefined);
  const problems = await Promise.all(addresses.map((address) => fetchBeginning(address, timeoutMs)));
  return problems.filter((problem) => problem !== undefined);
}

async function fetchBeginning(address: string, timeoutMs: number): Promise<string | undefined> {
  // The query is the signature, and not for the log.
  const where = new URL(address).pathname;
  try {
    const answer = await fetch(address, {
      headers: { range: `bytes=0-${firstBytes - 1}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await answer.arrayBuffer();
    return answer.ok ? undefined : `${where}: the edge answered ${answer.status}`;
  } catch (error) {
    return `${where}: ${error instanceof Error ? error.message : String(error)}`;
  }
}
