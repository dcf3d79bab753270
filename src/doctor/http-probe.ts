// One request as a reader's program makes it, and what came back: nothing is followed, everything is bounded. A failure
// is a fact like any other.

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

export type HttpFacts = HttpAnswer | { readonly failure: string };

const TIMEOUT_MS = 10_000;
/** Far above what a feed of ours can be. */
const MAX_BODY_BYTES = 16_000_000;

export async function httpProbe(
  url: string,
  method: 'GET' | 'HEAD',
  headers: Record<string, string> = {},
): Promise<HttpFacts> {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(url, {
      method,
      headers: { 'user-agent': 'masthead-doctor', ...headers },
      redirect: 'manual',
      signal,
    });
    return { status: response.status, headers: response.headers, body: await bodyOf(response) };
  } catch (error) {
    return { failure: reasonOf(error) };
  }
}

async function bodyOf({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let byteCount = 0;
  for await (const chunk of body ?? []) {
    byteCount += chunk.byteLength;
    if (byteCount > MAX_BODY_BYTES) throw new Error(`the answer is longer than ${MAX_BODY_BYTES} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** fetch says "fetch failed" and keeps the reason behind it. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer in ${TIMEOUT_MS / 1000} seconds`;
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  const code = 'code' in cause ? String(cause.code) : '';
  return cause.message === '' ? code : cause.message;
}
