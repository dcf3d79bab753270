// Shows an address in the browser of whoever sits at this machine. What cannot be shown is told and nothing more: the
// address stands in the terminal too.
import { spawn } from 'node:child_process';
import { platform } from 'node:process';

/** Opens it; `onFailure` hears when the system knows no browser. */
export function openBrowser(address: string, onFailure: () => void): void {
  const [command, ...args] =
    platform === 'win32' ? ['cmd', '/c', 'start', ''] : [platform === 'darwin' ? 'open' : 'xdg-open'];
  const child = spawn(command ?? 'xdg-open', [...args, address], { stdio: 'ignore', detached: true });
  child.once('error', onFailure);
  child.once('exit', (status) => {
    if (status !== 0) onFailure();
  });
  child.unref();
}
