import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { terminal } from '../../src/cli/terminal.ts';

/** A stream that says of itself that it is a terminal of 40 columns. */
function tty(): { readonly stream: NodeJS.WriteStream; readonly text: () => string } {
  const through = Object.assign(new PassThrough(), { isTTY: true, columns: 40 });
  let text = '';
  through.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  // What a terminal has beyond a stream is not used here.
  return { stream: through as unknown as NodeJS.WriteStream, text: () => text };
}

test('a note beside a moving line has a line of its own', async () => {
  const { stream, text } = tty();
  const screen = terminal(stream, stream);
  const line = screen.live();
  line.show(() => 'half way');
  screen.note('Finishing');
  screen.note('Finished');
  line.end();
  await new Promise(setImmediate);
  expect(text().split('\r')).toEqual(['', 'half way\u001B[K', '\u001B[KFinishing\nFinished\n']);
});
