// The secrets of one run of the desk, and the token that its forms carry: it follows from the session and gives nothing
// of it away, so a page of another origin, which cannot read ours, cannot post in the editor's name.
import { createHmac } from 'node:crypto';

/** 256 random bits each. */
export interface DeskAccess {
  /** In the printed link. */
  readonly token: string;
  /** In the cookie that the link is exchanged for. */
  readonly session: string;
}

/** Name of the hidden field. */
export const FORM_TOKEN = 'form_token';

export function formToken({ session }: DeskAccess): string {
  return createHmac('sha256', session).update('masthead desk form').digest('base64url');
}
