// How servers tell a person, in words alone, that a mail did not arrive: as data. Looked for in the subject and in the
// text above the returned message, never in the message itself. A row that fits gives the status that the server left
// out; the order is the argument, as in reply-rules.ts.

/** From whom such a notice comes: the local part or the name of its sender. */
export const DAEMON =
  /^(?:mailer[-_.]?daemon|postmaster|mail[-_.]?daemon|mdaemon|maildelivery|mail[-_.]delivery|delivery|bounces?)\b|mail delivery (?:sub)?system/i;

/** The subject of a notice that a message has failed, or is late. */
export const NOTICE_SUBJECT = new RegExp(
  [
    'undeliver(?:able|ed)',
    'returned (?:mail|to sender)',
    'delivery (?:status notification|failure|failed|has failed|problem|report)',
    'mail delivery failed',
    'failure notice',
    "could ?n[o']t be delivered",
    'unzustellbar',
    'non remis|non distribu',
    'no se (?:puede|pudo) entregar|no entregado',
    'mancata consegna',
    'не доставлено|недоставлен',
    '退信|退回|无法(?:投递|送达|发送)|投递失败|发送失败|未送达|寄送失敗|無法(?:投遞|傳遞|遞送)',
    '配信(?:不能|できません|エラー)|送信できません',
    '배달되지|반송',
  ].join('|'),
  'i',
);

/** How an answer begins, by a person or a program: what follows is the subject of our issue, and may speak of bounces. */
export const ANSWER_SUBJECT =
  /^\s*(?:(?:re|aw|sv|antw)\s*[:：]|回复|回覆|自动回复|自動回覆|自動返信|auto(?:matic)?[ -]?(?:reply|response)|automatische antwort|out of (?:the )?office|abwesenheit|réponse automatique|respuesta automática)/i;

/** Still being tried; nothing to do. */
export const DELAY = new RegExp(
  [
    'this is a warning only',
    'delivery (?:is )?(?:status notification \\()?delay',
    'delayed (?:mail|\\d+ hours)',
    'message delayed|warning: (?:message|could not send)',
    'has not (?:yet )?been delivered|not yet been delivered',
    'still being retried|will (?:keep trying|be retried|continue to (?:try|be attempted))',
    'delivery attempts will continue',
    '延迟(?:投递|送达|通知)|(?:继续|稍后)(?:尝试|重试|投递)',
  ].join('|'),
  'i',
);

/** Where the notice ends and the returned message begins. */
export const COPY_BEGINS = new RegExp(
  [
    '^-+ ?below this line is a copy of the message',
    '^-+ ?this is a copy of (?:the|your) message',
    '^-+ ?(?:returned|original|unsent) message',
    '^-+ ?message header follows',
    '^-+ ?(?:原始?邮件|原信)',
    '^(?:> ?)?(?:return-path|received|message-id|dkim-signature|list-unsubscribe|mime-version):',
  ].join('|'),
  'im',
);

export const STATUS_OF_PHRASE: readonly (readonly [words: RegExp, status: string])[] = [
  [
    /over ?quota|quota exceeded|mailbox (?:is )?full|mailbox has exceeded|boîte .{0,20}pleine|postfach .{0,20}voll/i,
    '5.2.2',
  ],
  [/buzón .{0,20}lleno|(?:邮箱|信箱)(?:空间)?(?:已满|不足|容量)|郵箱已滿|容量(?:を)?超|容量が不足/i, '5.2.2'],
  [/(?:no|unknown) (?:such )?(?:user|mailbox|recipient|address)|no mailbox here by that name/i, '5.1.1'],
  [/(?:user|mailbox|recipient|address|account) (?:is )?(?:unknown|not found|(?:does not|doesn't) exist)/i, '5.1.1'],
  [/wasn't found at|couldn't be found|does not have an? .{0,20}account/i, '5.1.1'],
  [/empf.nger.{0,40}(?:unbekannt|nicht gefunden|existiert nicht)|(?:adresse|postfach) existiert nicht/i, '5.1.1'],
  [/utilisateur inconnu|destinataire .{0,20}inconnu|adresse .{0,30}introuvable|n'existe pas/i, '5.1.1'],
  [/usuario desconocido|(?:dirección|buzón|cuenta) .{0,20}no existe|destinatario sconosciuto/i, '5.1.1'],
  [/(?:пользователь|ящик|адрес|получатель) .{0,20}не (?:найден|существует)/i, '5.1.1'],
  [
    /(?:收件人|收件者|邮件地址|邮箱地址|邮箱|信箱|用户|帳號|郵件地址|使用者).{0,12}(?:不存在|不正確|未找到|找不到)/,
    '5.1.1',
  ],
  [/宛先.{0,12}(?:不明|見つかりません|存在しません)|ユーザー?.{0,6}(?:不明|存在しません)/, '5.1.1'],
  [
    /(?:mailbox|account|user) (?:is |has been )?(?:disabled|inactive|suspended|closed)|(?:邮箱|帐号|账号).{0,6}(?:停用|禁用|冻结)/i,
    '5.2.1',
  ],
  [
    /domain .{0,60}(?:not found|does(?:n't| not) exist)|(?:域名|網域).{0,10}(?:不存在|无法解析)|couldn't find any host/i,
    '5.1.2',
  ],
  [/spam|垃圾邮件|policy|reputation|blacklist|block ?list|拒收|拒绝/i, '5.7.1'],
  [/too (?:large|big)|邮件(?:太大|过大|超过)/i, '5.3.4'],
  [/timed? ?out|too long|expired|无法连接|连接超时|could not connect|connection refused/i, '4.4.1'],
];
