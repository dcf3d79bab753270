// A certificate for `localhost` that nobody else trusts, made by openssl where that is installed.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from './scratch-folder.ts';

export interface Certificate {
  readonly key: Buffer;
  readonly cert: Buffer;
  /** For NODE_EXTRA_CA_CERTS: a program that is started with it trusts the certificate. */
  readonly certFile: string;
}

/** Undefined without openssl. */
export function certificate(days = 90): Certificate | undefined {
  const folder = scratchFolder();
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const made = ['-newkey', 'rsa:2048', '-nodes', '-days', String(days), '-keyout', keyFile, '-out', certFile];
  try {
    execFileSync('openssl', ['req', '-x509', ...made, ...subject], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return { key: readFileSync(keyFile), cert: readFileSync(certFile), certFile };
}
