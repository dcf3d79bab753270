// Loaded before a measured program (`node --import`): writes what it has used into a file when it ends: the most memory
// it ever held, in kilobytes, and its processor time, in milliseconds. Worker threads are included.
import { writeFileSync } from 'node:fs';

const file = process.env['BENCH_USED_FILE'];
if (file !== undefined) {
  process.on('exit', () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    writeFileSync(file, JSON.stringify({ peakKilobytes: maxRSS, cpuMs: (userCPUTime + systemCPUTime) / 1000 }));
  });
}
