// A small text from another server, within bounds: who answers slowly, sends us elsewhere or never ends is not waited
// for. Which addresses may be asked is the caller's to know.

const TIMEOUT_MS = 10_000;
/** A certificate has two kilobytes, a confirmation less. */
const MAX_BYTES = 65_536;

/** Rejects when there is no answer, or none of 2xx. */
export async function fetchText(url: string): Promise<string> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok || response.body === null) throw new Error(`${new URL(url).host} answered ${response.status}`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error(`${new URL(url).host} answered with more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
