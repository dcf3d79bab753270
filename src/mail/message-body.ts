// A finished message as nodemailer's engine takes it, which knows how far it got: the one fact by which a lost
// connection is judged (docs/delivery.md). The engine looks at every byte for dots at the start of a line and for bare
// line ends; a composed message has neither, so its bytes go past that, and only the final dot is left to the engine.
import { Readable, Transform } from 'node:stream';

const LINE_END = '\r\n';

export class MessageBody extends Readable {
  /** True once the server has asked for the message: some of it may be on the wire. */
  isBegun = false;
  /** True once everything, the final dot too, has been given to the socket: the server may have seen it. */
  isHandedOver = false;
  readonly size: number;
  readonly #bytes: Buffer;

  /** `bytes` end in CRLF, have no bare CR or LF and no line that begins with a dot. */
  constructor(bytes: Buffer) {
    super();
    this.#bytes = bytes;
    this.size = bytes.length;
  }

  /** Called by the engine after 354, with the stream that it has joined to the socket. */
  override pipe<Destination extends NodeJS.WritableStream>(destination: Destination): Destination {
    if (!(destination instanceof Transform)) throw new TypeError('the engine sends a message through a transform');
    this.isBegun = true;
    // The engine ends what does not end in a line with CRLF, dot, CRLF; it has seen no bytes, so it always does.
    const bytes = this.#bytes.subarray(0, -LINE_END.length);
    let handedBytes = 0;
    // The engine's own listener came first, so by now the socket has these bytes. It takes the next ones when the
    // system has taken the last, so a connection that breaks in the middle of a message leaves the dot behind.
    destination.on('data', (chunk: Buffer) => {
      // A connection that is given up is parted from the stream, which then runs on into the void.
      if (this.destroyed) return;
      handedBytes += chunk.length;
      this.isHandedOver = handedBytes > bytes.length;
    });
    destination.push(bytes);
    destination.end();
    return destination;
  }

  /** Never read: see pipe. */
  override _read(): void {}
}
