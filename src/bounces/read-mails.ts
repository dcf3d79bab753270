// Reads mails one after the other and records what each of them reports.
import { readReport } from '../core/report/read-report.ts';
import type { FoundMail } from './mail-source.ts';
import type { RecordedReport, ReportRecorder, ReportSource } from './report-recorder.ts';

/** In the consent log. A mail proves nothing but what is signed in it. */
export const BOUNCE_MAIL: ReportSource = { name: 'the bounce mailbox', isTrusted: false };

/** Records the reports of all of them; `onReport` hears of each. Stops, between two, when the signal is given. */
export async function readMails(
  mails: AsyncIterable<FoundMail>,
  recorder: ReportRecorder,
  onReport: (recorded: RecordedReport) => void,
  signal?: AbortSignal,
): Promise<void> {
  for await (const { bytes, done } of mails) {
    if (signal?.aborted === true) return;
    const recorded = await recorder.record(await readReport(bytes), BOUNCE_MAIL);
    await done();
    onReport(recorded);
  }
}
