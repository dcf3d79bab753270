// What settings say that no schema can refuse: an address that readers cannot use, a sender whose domain belongs to a
// provider of mailboxes, a key that is not there, files that others on the machine can read.
import { domainToASCII } from 'node:url';
import { failed, notChecked, ok, warning, type Finding } from './finding.ts';

/** Names that nobody can own (RFC 2606, RFC 6761), and those that only a machine or a house knows. */
const NOBODYS = /(?:^|\.)(?:example|invalid|test|localhost|local|internal)$/;

/** Names of the starter, about which the DNS and the web have nothing to tell that would help. */
export function isPlaceholder(host: string): boolean {
  return /(?:^|\.)example\.(?:com|net|org)$/.test(host);
}

export function judgeBaseUrl(baseUrl: string): Finding {
  const { protocol, hostname } = new URL(baseUrl);
  if (isPlaceholder(hostname) || NOBODYS.test(hostname) || /^[\d.]+$|^\[/.test(hostname)) {
    return warning(
      'base-url',
      `base_url is ${baseUrl}, which nobody outside can open.`,
      'Write the address at which readers reach the site.',
    );
  }
  if (protocol !== 'https:') {
    return failed(
      'base-url',
      `base_url is ${baseUrl}. One-click unsubscription works over https alone (RFC 8058).`,
      'Serve the site over https, and write base_url with https://.',
    );
  }
  return ok('base-url', `Readers find the site at ${baseUrl}.`);
}

/** Domains of mailbox providers whose DMARC policy makes receivers refuse mail that others send in their name. */
const FREE_MAIL = new Set(
  `126.com 163.com aol.com foxmail.com gmail.com gmx.com gmx.de gmx.net googlemail.com hotmail.com icloud.com live.com
   mail.ru me.com msn.com outlook.com proton.me protonmail.com qq.com sina.com web.de yahoo.com yandex.ru yeah.net
   ymail.com`.split(/\s+/),
);

/** B5.01: no From at a domain whose owner signs and lets nobody else. */
export function judgeSender(addresses: Readonly<Record<string, string>>): readonly Finding[] {
  return Object.entries(addresses).map(([name, address]) => {
    const domain = domainToASCII(address.slice(address.lastIndexOf('@') + 1).toLowerCase());
    if (FREE_MAIL.has(domain) || /^yahoo\.[a-z.]+$/.test(domain)) {
      const why = `${name} is at ${domain}: receivers refuse mail in its name that it has not signed itself.`;
      return failed('sender', why, 'Send from a domain of your own.', name);
    }
    if (isPlaceholder(domain) || NOBODYS.test(domain)) {
      return warning('sender', `${name} is ${address}, a placeholder.`, 'Write an address at a domain of yours.', name);
    }
    return ok('sender', `${name} is ${address}.`, name);
  });
}

export interface SecretKeyFacts {
  readonly isInEnvironment: boolean;
  /** Whether data/secret-key is there. */
  readonly isFileThere: boolean;
  readonly isStoreThere: boolean;
  /** What is wrong with the key that there is. */
  readonly fault?: string;
}

export function judgeSecretKey({ isInEnvironment, isFileThere, isStoreThere, fault }: SecretKeyFacts): Finding {
  if (fault !== undefined) return failed('secret-key', fault, 'Put the key back from a backup, or make one.');
  if (isInEnvironment) return ok('secret-key', 'SECRET_KEY signs the links of letters.');
  if (isFileThere) return ok('secret-key', 'data/secret-key signs the links of letters. It belongs into the backup.');
  if (!isStoreThere) return notChecked('secret-key', 'There is no key yet; the first mailing makes data/secret-key.');
  return failed(
    'secret-key',
    'There is a store and no secret key: links in letters that are out would stop working.',
    'Put data/secret-key, or SECRET_KEY, back from a backup.',
  );
}

export interface FileMode {
  /** As the owner knows it. */
  readonly path: string;
  readonly mode: number;
  /** What a stranger could do with its content. */
  readonly holds: string;
}

const OTHERS = 0o077;

/** E5.08 and E5.09: secrets and addresses are for one user of the machine. `undefined` where modes mean nothing. */
export function judgeFileModes(files: readonly FileMode[] | undefined): readonly Finding[] {
  if (files === undefined) return [notChecked('file-modes', 'This system knows no file modes.')];
  if (files.length === 0) return [notChecked('file-modes', 'There is no file yet that holds a secret.')];
  const open = files.filter(({ mode }) => (mode & OTHERS) !== 0);
  if (open.length === 0) {
    const names = files.map(({ path }) => path).join(', ');
    return [ok('file-modes', `Only their owner can read ${names}.`)];
  }
  return open.map(({ path, mode, holds }) => {
    const octal = (mode & 0o777).toString(8).padStart(4, '0');
    const sentence = `${path} holds ${holds} and has the mode ${octal}: others on this machine can open it.`;
    return failed('file-modes', sentence, `Run: chmod 600 ${path}`, path);
  });
}

/** Files for editors that are there, and whether they are those of this version. */
export function judgeEditorFiles(files: readonly { readonly path: string; readonly isCurrent: boolean }[]): Finding {
  if (files.length === 0) return notChecked('editor-files', 'There are no schemas for editors in this folder.');
  const old = files.filter(({ isCurrent }) => !isCurrent).map(({ path }) => path);
  if (old.length === 0) return ok('editor-files', 'Schemas and snippets for editors are those of this version.');
  const verb = old.length === 1 ? 'is' : 'are';
  const sentence = `${old.join(', ')} ${verb} of another version: editors would tell you wrongly.`;
  return warning('editor-files', sentence, 'Run: masthead init --editors');
}
