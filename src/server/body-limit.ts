// A bound on what a client may send behind its head. A body that says how long it is is refused unread; one that comes
// in chunks is read up to the bound and no further. What comes in is whole, so nobody behind this waits for a client.
// hono's own middleware makes a new Request out of the adapter's, which is none of the platform's, and fails.
import type { MiddlewareHandler } from 'hono';
import type { WebEnv } from './web-app.ts';

/** `tooLarge` makes the answer to a larger body. */
export function bodyLimit(maxBytes: number, tooLarge: () => Response): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    const { raw } = c.req;
    const length = raw.headers.get('content-length');
    const hasBody = length !== null || raw.headers.has('transfer-encoding');
    if (!hasBody || raw.method === 'GET' || raw.method === 'HEAD') return next();
    if (Number(length) > maxBytes) return tooLarge();
    const body = await boundedBody(raw, maxBytes);
    if (body === undefined) return tooLarge();
    c.req.raw = new Request(raw.url, { method: raw.method, headers: raw.headers, body });
    return next();
  };
}

/** Undefined when there is more. */
async function boundedBody(request: Request, maxBytes: number): Promise<Buffer<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
