// Sender processes kept warm: loading the program takes longer than most rounds, so it is done ahead, and a process
// that has survived its round serves the next one.
import { SenderProcess } from './sender-process.ts';

export interface SenderPool extends AsyncDisposable {
  /** A living one; with a limit on the size of files it is a new one. */
  take(fileBlocks?: number): SenderProcess;
  giveBack(sender: SenderProcess): void;
}

/** `spare` processes are kept ready. */
export function senderPool(spare: number): SenderPool {
  const idle: SenderProcess[] = [];
  const limited = new Set<SenderProcess>();
  const all = new Set<SenderProcess>();
  const start = (fileBlocks?: number): SenderProcess => {
    const sender = new SenderProcess(fileBlocks);
    all.add(sender);
    return sender;
  };
  const fill = (): void => {
    while (idle.length < spare) idle.push(start());
  };
  fill();
  return {
    take: (fileBlocks) => {
      if (fileBlocks !== undefined) {
        const sender = start(fileBlocks);
        limited.add(sender);
        return sender;
      }
      const sender = idle.find((one) => one.isAlive) ?? start();
      idle.splice(0, idle.indexOf(sender) + 1);
      fill();
      return sender;
    },
    giveBack: (sender) => {
      if (sender.isAlive && !limited.has(sender) && !sender.isLeaving) idle.push(sender);
      else void sender.end().then(() => all.delete(sender));
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([...all].map((sender) => sender.end()));
    },
  };
}
