// Bounces and complaints as mail systems write them, in our own words: each dialect as a function of what is returned.
// The shape of each is that of a real one; the sentences, names and addresses are made up.

export interface Bounced {
  /** The envelope sender of the message, to which the bounce goes. */
  readonly returnPath: string;
  readonly recipient: string;
  /** Headers of the returned message, LF line ends, without an empty line behind them. */
  readonly headers: string;
  readonly messageId?: string;
}

export interface Dialect {
  readonly name: string;
  /** What it must be read as. */
  readonly kind: 'hard' | 'soft' | 'ours' | 'delayed';
  readonly mail: (bounced: Bounced) => string;
}

/** Headers of a message of ours with these traces in it. */
export function returnedHeaders(traces: { returnPath: string; link?: string; messageId?: string }): string {
  return [
    `Return-Path: <${traces.returnPath}>`,
    'Received: from news.example by mx.there.example; Tue, 06 Jan 2026 08:00:01 +0800',
    'From: Weekly <letters@news.example>',
    'To: reader@readers.example',
    'Subject: =?UTF-8?B?5o6o55CG5oiQ5pys?=',
    `Message-ID: ${traces.messageId ?? '<00000000000000000000000000000000@news.example>'}`,
    `List-Unsubscribe: <${traces.link ?? 'https://news.example/unsubscribe/none'}>`,
    'MIME-Version: 1.0',
  ].join('\n');
}

interface Status {
  readonly action?: string;
  readonly status: string;
  readonly diagnostic?: string;
  readonly reportingMta?: string;
}

/** `multipart/report` with the three parts of RFC 6522. */
export function statusReport(bounced: Bounced, status: Status, text: string, headersOnly = false): string {
  const { recipient, messageId = '<dsn-1@mx.there.example>' } = bounced;
  return [
    'Return-Path: <>',
    `X-Original-To: ${bounced.returnPath}`,
    `Delivered-To: ${bounced.returnPath}`,
    'From: Mail Delivery System <MAILER-DAEMON@mx.there.example>',
    `To: ${bounced.returnPath}`,
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    `Message-Id: ${messageId}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="a1/there"',
    '',
    '--a1/there',
    'Content-Type: text/plain; charset=utf-8',
    '',
    text,
    '',
    '--a1/there',
    'Content-Type: message/delivery-status',
    '',
    `Reporting-MTA: ${status.reportingMta ?? 'dns; mx.there.example'}`,
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    `Original-Recipient: rfc822;${recipient}`,
    ...(status.action === undefined ? [] : [`Action: ${status.action}`]),
    `Status: ${status.status}`,
    ...(status.diagnostic === undefined ? [] : [`Diagnostic-Code: ${status.diagnostic}`]),
    '',
    '--a1/there',
    `Content-Type: ${headersOnly ? 'text/rfc822-headers' : 'message/rfc822'}`,
    '',
    bounced.headers,
    ...(headersOnly ? [] : ['', 'A message about 550 5.1.1 user unknown, as issues may be.']),
    '',
    '--a1/there--',
    '',
  ].join('\n');
}

/** A mail of one text, as older systems write their notices. */
export function plainNotice(
  bounced: Bounced,
  notice: { readonly from: string; readonly subject: string; readonly text: string; readonly fields?: string },
): string {
  return [
    'Return-Path: <>',
    `Delivered-To: ${bounced.returnPath}`,
    ...(notice.fields === undefined ? [] : [notice.fields]),
    `From: ${notice.from}`,
    `To: ${bounced.returnPath}`,
    `Subject: ${notice.subject}`,
    `Message-ID: ${bounced.messageId ?? '<notice-1@mx.there.example>'}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    notice.text,
  ].join('\n');
}

const NOTE = 'The message below could not be delivered.';

export const DIALECTS: readonly Dialect[] = [
  {
    name: 'Postfix, unknown mailbox',
    kind: 'hard',
    mail: (b) =>
      statusReport(
        b,
        {
          action: 'failed',
          status: '5.1.1',
          diagnostic: `smtp; 550 5.1.1 <${b.recipient}>: Recipient address rejected`,
        },
        `This is the mail system at host mx.\n\n<${b.recipient}>: host said: 550 5.1.1 (in reply to RCPT TO command)`,
      ),
  },
  {
    name: 'Postfix, full mailbox, given up',
    kind: 'soft',
    mail: (b) =>
      statusReport(b, { action: 'failed', status: '4.2.2', diagnostic: 'X-Postfix; mailbox full' }, NOTE, true),
  },
  {
    name: 'Postfix, still trying',
    kind: 'delayed',
    mail: (b) =>
      statusReport(
        b,
        { action: 'delayed', status: '4.4.1', diagnostic: 'X-Postfix; connect to mx: Connection timed out' },
        'THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE.',
        true,
      ),
  },
  {
    name: 'Postfix, refused by policy after the message was seen',
    kind: 'ours',
    mail: (b) =>
      statusReport(
        b,
        { action: 'failed', status: '5.0.0', diagnostic: 'smtp; 554 not this one (in reply to end of DATA command)' },
        NOTE,
      ),
  },
  {
    name: 'Exim, with a status part that says only that it failed',
    kind: 'hard',
    mail: (b) =>
      statusReport(
        b,
        { action: 'failed', status: '5.0.0' },
        `A message that you sent could not be delivered to one or more of its\nrecipients.\n\n  ${b.recipient}\n    no such mailbox`,
      ),
  },
  {
    name: 'Exim, text alone',
    kind: 'hard',
    mail: (b) =>
      plainNotice(b, {
        from: 'Mail Delivery System <Mailer-Daemon@mx.there.example>',
        subject: 'Mail delivery failed: returning message to sender',
        fields: `X-Failed-Recipients: ${b.recipient}\nAuto-Submitted: auto-replied`,
        text: `This message was created by the mail program there.\n\n  ${b.recipient}\n    SMTP error from remote mail server after RCPT TO:<${b.recipient}>:\n    host mx.far.example [192.0.2.7]: 550 5.1.1 mailbox is not here\n\n------ This is a copy of the message, including all the headers. ------\n\n${b.headers}\n\nText.`,
      }),
  },
  {
    name: 'Exim, text alone, still trying',
    kind: 'delayed',
    mail: (b) =>
      plainNotice(b, {
        from: 'Mail Delivery System <Mailer-Daemon@mx.there.example>',
        subject: 'Warning: message 1xVT1p-0003HV-1E delayed 24 hours',
        fields: 'Auto-Submitted: auto-replied',
        text: `A message that you sent has not yet been delivered to one or more of its\nrecipients after more than 24 hours on the queue.\n\n  ${b.recipient}\n    Delay reason: 451 4.3.0 try later`,
      }),
  },
  {
    name: 'OpenSMTPD',
    kind: 'hard',
    mail: (b) =>
      statusReport(
        b,
        { action: 'failed', status: '5.1.1' },
        `    Hi!\n\n    This is the MAILER-DAEMON, and nobody reads what is answered.\n\n${b.recipient}: 550 Invalid recipient`,
        true,
      ),
  },
  {
    name: 'Exchange, unknown recipient',
    kind: 'hard',
    mail: (b) =>
      statusReport(
        b,
        {
          action: 'failed',
          status: '5.1.10',
          diagnostic: 'smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
        },
        'Ihre Nachricht konnte nicht zugestellt werden.',
      ),
  },
  {
    name: 'Exchange, sender not trusted',
    kind: 'ours',
    mail: (b) =>
      statusReport(
        b,
        { action: 'failed', status: '5.7.515', diagnostic: 'smtp;550 5.7.515 Access denied, sending domain' },
        NOTE,
      ),
  },
  {
    name: 'old Exchange, German, text alone',
    kind: 'hard',
    mail: (b) =>
      plainNotice(b, {
        from: 'Postmaster <postmaster@mx.there.example>',
        subject: 'Unzustellbar: Weekly',
        text: `Fehler bei der Nachrichtenzustellung an folgende Empfänger:\n\n${b.recipient}\nDie eingegebene Adresse existiert nicht.`,
      }),
  },
  {
    name: 'Gmail, unknown account',
    kind: 'hard',
    mail: (b) =>
      statusReport(
        b,
        {
          action: 'failed',
          status: '5.1.1',
          diagnostic:
            'smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try\n 550-5.1.1 again after a look at the spelling.\n 550 5.1.1 see help',
        },
        NOTE,
      ),
  },
  {
    name: 'Gmail, mailbox over its quota',
    kind: 'soft',
    mail: (b) =>
      statusReport(
        b,
        { action: 'failed', status: '5.2.2', diagnostic: 'smtp; 552-5.2.2 The email account is over quota.' },
        NOTE,
      ),
  },
  {
    name: 'Gmail, unauthenticated sender',
    kind: 'ours',
    mail: (b) =>
      statusReport(b, { action: 'failed', status: '5.7.26', diagnostic: 'smtp; 550-5.7.26 Unauthenticated' }, NOTE),
  },
  {
    name: 'QQ, no such mailbox, Chinese text alone',
    kind: 'hard',
    mail: (b) =>
      plainNotice(b, {
        from: 'PostMaster <PostMaster@there.example>',
        subject: '=?UTF-8?B?57O757uf6YCA5L+h?=',
        text: `抱歉，您的邮件被退回来了。\n\n收件人：${b.recipient}\n退信原因：收件人邮件地址不存在，邮件无法送达。`,
      }),
  },
  {
    name: 'QQ, frequency',
    kind: 'soft',
    mail: (b) =>
      statusReport(
        b,
        { action: 'failed', status: '5.0.0', diagnostic: 'smtp; 550 Mail frequency limited, slow down' },
        NOTE,
      ),
  },
  {
    name: '163, no such user',
    kind: 'hard',
    mail: (b) =>
      plainNotice(b, {
        from: 'Postmaster <Postmaster@there.example>',
        subject: '系统退信/Systems bounce',
        text: `您好！\n    很抱歉，您发送的邮件无法投递到 ${b.recipient}。\n\nSMTP error, RCPT TO: 550 User not found: ${b.recipient}\n\n----- 原邮件 -----\n${b.headers}`,
      }),
  },
  {
    name: '163, full mailbox',
    kind: 'soft',
    mail: (b) =>
      plainNotice(b, {
        from: 'Postmaster <Postmaster@there.example>',
        subject: '系统退信',
        text: `收件人 ${b.recipient} 的邮箱已满，无法接收。`,
      }),
  },
  {
    name: 'qmail',
    kind: 'hard',
    mail: (b) =>
      plainNotice(b, {
        from: 'MAILER-DAEMON@mx.there.example',
        subject: 'failure notice',
        text: `Hi. This is the qmail-send program at mx.there.example.\nThis is a permanent error; I've given up.\n\n<${b.recipient}>:\nSorry, nothing by that name here. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n${b.headers}\n\nText.`,
      }),
  },
  {
    name: 'qmail, remote host refused',
    kind: 'ours',
    mail: (b) =>
      plainNotice(b, {
        from: 'MAILER-DAEMON@mx.there.example',
        subject: 'failure notice',
        text: `Hi. This is the qmail-send program at mx.there.example.\n\n<${b.recipient}>:\n192.0.2.7 does not like recipient.\nRemote host said: 554 5.7.1 Service unavailable; client host blocked\nGiving up on 192.0.2.7.\n\n--- Below this line is a copy of the message.\n\n${b.headers}\n`,
      }),
  },
  {
    name: 'Sendmail',
    kind: 'hard',
    mail: (b) =>
      statusReport(
        b,
        { action: 'failed', status: '5.1.1', diagnostic: `SMTP; 550 5.1.1 <${b.recipient}>... User unknown` },
        `   ----- The following addresses had permanent fatal errors -----\n<${b.recipient}>\n    (reason: 550 5.1.1 User unknown)`,
      ),
  },
  {
    name: 'old Sendmail, text alone',
    kind: 'hard',
    mail: (b) =>
      plainNotice(b, {
        from: 'Mail Delivery Subsystem <MAILER-DAEMON@mx.there.example>',
        subject: 'Returned mail: see transcript for details',
        text: `   ----- The following addresses had permanent fatal errors -----\n<${b.recipient}>\n\n   ----- Transcript of session follows -----\n550 <${b.recipient}>... User unknown\n\n   ----- Original message follows -----\n\n${b.headers}\n`,
      }),
  },
  {
    name: 'a status without an action',
    kind: 'hard',
    mail: (b) => statusReport(b, { status: '5.1.1' }, NOTE),
  },
  {
    name: 'HTML alone, French',
    kind: 'hard',
    mail: (b) =>
      plainNotice(b, {
        from: 'postmaster@mx.there.example',
        subject: 'Non remis : Weekly',
        text: `<html><body><p>Le message n&apos;est pas parti.</p><p>Utilisateur inconnu : ${b.recipient}</p></body></html>`,
      }).replace('text/plain', 'text/html'),
  },
  {
    name: 'Japanese text alone',
    kind: 'hard',
    mail: (b) =>
      plainNotice(b, {
        from: 'MAILER-DAEMON@mx.there.example',
        subject: '=?UTF-8?B?6YWN5L+h5LiN6IO9?=',
        text: `メールを配信できませんでした。\n${b.recipient}\n宛先のメールアドレスが見つかりません。`,
      }),
  },
];

/** ARF (RFC 5965); the provider has struck out whoever complained. */
export function complaintMail(bounced: Bounced, feedbackType = 'abuse', envelope?: string): string {
  return [
    'From: <feedback@there.example>',
    'To: <complaints@news.example>',
    'Subject: FW: a message',
    `Message-ID: ${bounced.messageId ?? '<arf-1@there.example>'}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=feedback-report; boundary="arf"',
    '',
    '--arf',
    'Content-Type: text/plain',
    '',
    'This is an email abuse report.',
    '--arf',
    'Content-Type: message/feedback-report',
    '',
    `Feedback-Type: ${feedbackType}`,
    'User-Agent: Feedback/1.0',
    'Version: 1',
    'Original-Rcpt-To: redacted@there.example',
    ...(envelope === undefined ? [] : [`Original-Mail-From: <${envelope}>`]),
    '',
    '--arf',
    'Content-Type: message/rfc822',
    '',
    bounced.headers,
    '',
    'Text.',
    '--arf--',
    '',
  ].join('\n');
}
