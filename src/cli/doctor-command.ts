// masthead doctor: whether settings, store, mail server, DNS and site are fit for a mailing, without sending one.
import { checksNamed, DOCTOR_CODES, DOCTOR_SUBJECTS, type DoctorCheck } from '../core/doctor/doctor-checks.ts';
import { checkExplainedAt } from '../core/explained-at.ts';
import { nearestName } from '../core/nearest-name.ts';
import { AppError } from '../errors.ts';
import type { CommandSpec, Outcome } from './command.ts';
import { findingLines, findingSummary } from './finding-lines.ts';

export const doctorCommand: CommandSpec = {
  usage: 'doctor',
  summary: 'look whether settings, store, mail server, DNS and site are fit for a mailing; nothing is sent',
  options: [
    ['--offline', 'leave out what needs the network'],
    ['--only <checks>', 'codes or subjects with commas between them: dkim-record,spf or web'],
    ['--dns <address>', 'ask this DNS server, and not the one of the system'],
  ],
  run: async ({ root, text, flag, screen }): Promise<Outcome> => {
    const only = chosen(text('only'));
    const { runDoctor } = await import('../flow/run-doctor.ts');
    const progress = screen.progress('Looking');
    const isOffline = flag('offline');
    const dnsServer = text('dns');
    const findings = await runDoctor(root, {
      isOffline,
      onDone: progress.step,
      ...(only && { only }),
      ...(dnsServer !== undefined && { dnsServer }),
    });
    progress.end();
    const isFailed = findings.some(({ state }) => state === 'failed');
    return {
      data: { findings: findings.map((finding) => ({ ...finding, page: checkExplainedAt(finding.code) })) },
      lines: findingLines(findings, screen),
      closing: findingSummary(findings),
      failed: isFailed,
    };
  },
};

function chosen(names: string | undefined): ReadonlySet<DoctorCheck> | undefined {
  if (names === undefined) return undefined;
  const given = names.split(',').map((name) => name.trim());
  return new Set(given.filter((name) => name !== '').flatMap(checksOf));
}

function checksOf(name: string): readonly DoctorCheck[] {
  const checks = checksNamed(name);
  if (checks !== undefined) return checks;
  const known = [...DOCTOR_CODES, ...DOCTOR_SUBJECTS.map((subject) => subject.replaceAll(' ', '-'))];
  const meant = nearestName(name, known);
  const hint = meant === undefined ? `it takes ${known.join(', ')}` : `is "${meant}" meant?`;
  throw new AppError('USAGE', `--only knows no check "${name}": ${hint}${meant === undefined ? '.' : ''}`);
}
