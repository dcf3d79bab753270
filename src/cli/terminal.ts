// The terminal as a surface: results on stdout, everything else on stderr, colour only where it is wanted and never as
// the only sign, one moving line for long work on a terminal and sparse plain lines elsewhere.
import { styleText } from 'node:util';

export interface Terminal {
  /** A line of the command's result. */
  readonly print: (line: string) => void;
  /** A line beside the result. */
  readonly note: (line: string) => void;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly green: (text: string) => string;
  /** How many places a line of the result has; no end where nobody reads along. */
  readonly columns: number;
  /** Shows how far long work has come; `end` clears the line. */
  readonly progress: (label: string) => Progress;
  /** The same for a line of the caller's own. */
  readonly live: () => LiveLine;
}

export interface LiveLine {
  /** `line` gives the text for so many columns; it is asked only when something is written. */
  readonly show: (line: (columns: number) => string) => void;
  readonly end: () => void;
}

export interface Progress {
  readonly step: (done: number, total: number) => void;
  readonly end: () => void;
}

/** Often enough to look alive, seldom enough to cost nothing. */
const REDRAW_MS = 60;
/** In a log one line now and then shows that the work goes on. */
const PLAIN_LINE_MS = 5000;
const BAR_WIDTH = 24;

export function terminal(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream): Terminal {
  for (const stream of [stdout, stderr]) stream.on('error', ignoreClosedPipe);
  // A line may go to either stream; when one of them is a file, neither is coloured.
  const isPlain = !stdout.isTTY || !stderr.isTTY;
  const screen = { isDrawn: false };
  const paint = (colour: 'red' | 'yellow' | 'green') => (text: string) =>
    isPlain ? text : styleText(colour, text, { stream: stderr });
  return {
    print: (line) => stdout.write(`${line}\n`),
    // The moving line makes room, and is drawn again at its next step.
    note: (line) => {
      clear(stderr, screen);
      stderr.write(`${line}\n`);
    },
    red: paint('red'),
    yellow: paint('yellow'),
    green: paint('green'),
    columns: stdout.isTTY ? widthOf(stdout) : Infinity,
    progress: (label) => (stderr.isTTY ? movingLine(stderr, screen, label) : plainLines(stderr, label)),
    live: () => (stderr.isTTY ? liveLine(stderr, screen) : liveLog(stderr)),
  };
}

/** Whether the reader of our output has gone, as in `masthead subscribers list | head`: nobody misses the rest. */
export function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}

function ignoreClosedPipe(error: Error): void {
  if (!isClosedPipe(error)) throw error;
}

/** Whether the last line of the terminal is one that moves. */
interface MovingState {
  isDrawn: boolean;
}

function draw(stream: NodeJS.WriteStream, screen: MovingState, line: string): void {
  screen.isDrawn = true;
  stream.write(`\r${line}\u001B[K`);
}

function clear(stream: NodeJS.WriteStream, screen: MovingState): void {
  if (screen.isDrawn) stream.write('\r\u001B[K');
  screen.isDrawn = false;
}

function movingLine(stream: NodeJS.WriteStream, screen: MovingState, label: string): Progress {
  let drawnAt = 0;
  return {
    step(done, total) {
      const now = performance.now();
      if (now - drawnAt < REDRAW_MS && done < total) return;
      drawnAt = now;
      const filled = total === 0 ? BAR_WIDTH : Math.floor((done / total) * BAR_WIDTH);
      const line = `${label} ${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${done}/${total}`;
      draw(stream, screen, line.slice(0, widthOf(stream)));
    },
    end: () => clear(stream, screen),
  };
}

function plainLines(stream: NodeJS.WriteStream, label: string): Progress {
  let writtenAt = performance.now();
  return {
    step(done, total) {
      const now = performance.now();
      if (now - writtenAt < PLAIN_LINE_MS) return;
      writtenAt = now;
      stream.write(`${label} ${done}/${total}\n`);
    },
    end() {},
  };
}

function liveLine(stream: NodeJS.WriteStream, screen: MovingState): LiveLine {
  let shownAt = -Infinity;
  return {
    show(line) {
      if (performance.now() - shownAt < REDRAW_MS) return;
      shownAt = performance.now();
      draw(stream, screen, line(widthOf(stream)));
    },
    end: () => clear(stream, screen),
  };
}

/** In a log the first line comes after a while, and a line that says what the last one said does not come at all. */
function liveLog(stream: NodeJS.WriteStream): LiveLine {
  let shownAt = performance.now();
  let shown = '';
  return {
    show(line) {
      if (performance.now() - shownAt < PLAIN_LINE_MS) return;
      shownAt = performance.now();
      const text = line(Infinity);
      if (text !== shown) stream.write(`${text}\n`);
      shown = text;
    },
    end() {},
  };
}

/** One column less than there are: a full line would wrap. */
function widthOf(stream: NodeJS.WriteStream): number {
  return Math.max(10, stream.columns - 1);
}
