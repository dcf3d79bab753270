// Loaded before a measured program (`node --import`): writes the most memory it ever held, in kilobytes, into a file
// when it ends. The system counts the whole process, worker threads included.
import { writeFileSync } from 'node:fs';

const file = process.env['BENCH_PEAK_FILE'];
if (file !== undefined) {
  process.on('exit', () => writeFileSync(file, String(process.resourceUsage().maxRSS)));
}
