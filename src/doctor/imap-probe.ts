// Whether a bounce mailbox lets us in: login, and the folder opened for reading only (EXAMINE), which marks nothing as
// seen and forgets nothing as new.
import { ImapFlow } from 'imapflow';

/** What it takes to log in; bounces/imap-place.ts reads it out of BOUNCE_MAILBOX. */
export interface ImapLogin {
  readonly host: string;
  readonly port: number;
  readonly tls: 'implicit' | 'required' | 'none';
  readonly auth: { readonly user: string; readonly pass: string };
  readonly folder: string;
}

const CONNECT_MS = 10_000;
const SILENCE_MS = 10_000;

/** How many mails are there, or why nobody can tell, in the server's words where it has any. */
export async function imapProbe(place: ImapLogin): Promise<{ readonly count: number } | { readonly fault: string }> {
  const client = new ImapFlow({
    host: place.host,
    port: place.port,
    secure: place.tls === 'implicit',
    ...(place.tls !== 'implicit' && { doSTARTTLS: place.tls === 'required' }),
    auth: place.auth,
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
  });
  // What breaks the connection is thrown by the command that needed it.
  client.on('error', () => {});
  try {
    await client.connect();
    const { exists } = await client.mailboxOpen(place.folder, { readOnly: true });
    return { count: exists };
  } catch (error) {
    const told = error instanceof Error && 'responseText' in error ? String(error.responseText) : undefined;
    return { fault: told ?? (error instanceof Error ? error.message : String(error)) };
  } finally {
    // Before a login there is nobody to say goodbye to.
    if (client.usable) await client.logout().catch(() => client.close());
    else client.close();
  }
}
