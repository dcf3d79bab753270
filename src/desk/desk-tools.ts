// What the desk leans on, handed in by whoever starts it (flow/run-desk.ts). A section adds a group of functions of its
// own here; the desk itself reads no file, opens no store and mails nothing.
import type { Context } from 'hono';
import type { Newsletter } from '../core/newsletter.ts';
import type { Templates } from '../core/render/liquid.ts';
import type { DeskTexts } from './desk-texts.ts';
import type { EventStream } from './event-stream.ts';
import type { DeskAccess } from './form-token.ts';
import type { SendingTools } from './sending-tools.ts';
import type { PreviewTools } from './preview-tools.ts';

export interface DeskTools {
  /** The newsletter as masthead.yaml says it now. */
  readonly newsletter: () => Newsletter;
  readonly now: () => Date;
  /** Our own templates, `desk/…` among them. */
  readonly templates: Templates;
  /** The scripts of `desk/` by file name. */
  readonly scripts: Readonly<Record<string, string>>;
  /** Texts by primary language. */
  readonly texts: ReadonlyMap<string, DeskTexts>;
  readonly access: DeskAccess;
  readonly events: EventStream;
  readonly sending: SendingTools;
  readonly preview: PreviewTools;
  /** Hears what failed while a request was answered. */
  readonly onFailure: (error: unknown) => void;
}

export interface DeskEnv {
  readonly Variables: {
    /** BCP 47: of the desk's own words on this page. */
    readonly language: string;
    readonly texts: DeskTexts;
  };
}

export type DeskContext = Context<DeskEnv>;
