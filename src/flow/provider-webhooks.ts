// The web part's door for mail providers: routes of the server joined with what records reports.
import type { Hono } from 'hono';
import type { App } from '../app.ts';
import type { ReportRecorder } from '../bounces/report-recorder.ts';
import { fetchText } from '../server/fetch-text.ts';
import type { WebEnv } from '../server/web-app.ts';
import { webhookRoutes } from '../server/webhooks.ts';
import type { Log } from '../system/log.ts';
import { reportRecorder } from './read-bounces.ts';

/** The routes of the providers that are set up; the store is opened by the first report. */
export function providerWebhooks(app: App, log: Log): Hono<WebEnv> {
  const { environment, clock } = app;
  let recorder: Promise<ReportRecorder> | undefined;
  return webhookRoutes({
    settings: {
      sesTopic: environment.WEBHOOK_SES_TOPIC,
      postmarkLogin: environment.WEBHOOK_POSTMARK_LOGIN,
      sendgridKey: environment.WEBHOOK_SENDGRID_KEY,
      mailgunKey: environment.WEBHOOK_MAILGUN_KEY,
      secret: environment.WEBHOOK_SECRET,
    },
    record: async (report, provider) => {
      // A store that cannot be opened now may well be there when the provider tells it again.
      recorder ??= reportRecorder(app).catch((error: unknown) => {
        recorder = undefined;
        throw error;
      });
      return (await (await recorder).record(report, { name: provider, isTrusted: true })).outcome;
    },
    fetchText,
    now: clock.now,
    log,
  });
}
