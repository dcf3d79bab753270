// Everything that the doctor looks at: one table of codes, in the order in which they are shown, each with the subject
// it stands under and with whether it needs the network. docs/doctor.md explains each code, and a test holds the two
// together.

/** Code -> where it belongs. What needs the network is "not checked" without it, and never "ok". */
export const DOCTOR_CHECKS = {
  settings: { subject: 'settings', needsNetwork: false },
  'base-url': { subject: 'settings', needsNetwork: false },
  sender: { subject: 'settings', needsNetwork: false },
  'secret-key': { subject: 'settings', needsNetwork: false },
  'file-modes': { subject: 'settings', needsNetwork: false },
  'editor-files': { subject: 'settings', needsNetwork: false },
  clock: { subject: 'machine', needsNetwork: false },
  disk: { subject: 'machine', needsNetwork: false },
  git: { subject: 'machine', needsNetwork: false },
  'share-images': { subject: 'machine', needsNetwork: false },
  store: { subject: 'store', needsNetwork: false },
  migrations: { subject: 'store', needsNetwork: false },
  'smtp-connect': { subject: 'mail server', needsNetwork: true },
  'smtp-tls': { subject: 'mail server', needsNetwork: true },
  'smtp-auth': { subject: 'mail server', needsNetwork: true },
  'smtp-size': { subject: 'mail server', needsNetwork: true },
  'smtp-extensions': { subject: 'mail server', needsNetwork: true },
  'dkim-key': { subject: 'name of the sender', needsNetwork: false },
  'dkim-record': { subject: 'name of the sender', needsNetwork: true },
  spf: { subject: 'name of the sender', needsNetwork: true },
  'spf-server': { subject: 'name of the sender', needsNetwork: true },
  dmarc: { subject: 'name of the sender', needsNetwork: true },
  alignment: { subject: 'name of the sender', needsNetwork: true },
  'reverse-dns': { subject: 'name of the sender', needsNetwork: true },
  'bounce-mx': { subject: 'bounces', needsNetwork: true },
  'bounce-mailbox': { subject: 'bounces', needsNetwork: false },
  site: { subject: 'web', needsNetwork: true },
  'one-click': { subject: 'web', needsNetwork: true },
  feeds: { subject: 'web', needsNetwork: true },
} as const satisfies Record<string, { subject: string; needsNetwork: boolean }>;

export type DoctorCheck = keyof typeof DOCTOR_CHECKS;

// Object.keys gives up the type of the keys, and the table has no others.
export const DOCTOR_CODES = Object.keys(DOCTOR_CHECKS) as readonly DoctorCheck[];

/** Subjects in the order in which they are shown; `--only` takes them too, with hyphens. */
export const DOCTOR_SUBJECTS: readonly string[] = [
  ...new Set(Object.values(DOCTOR_CHECKS).map(({ subject }) => subject)),
];

/** The codes that a name on the command line stands for: all of a subject, or one. Undefined for neither. */
export function checksNamed(name: string): readonly DoctorCheck[] | undefined {
  const named = DOCTOR_CODES.filter((each) => DOCTOR_CHECKS[each].subject.replaceAll(' ', '-') === name);
  if (named.length > 0) return named;
  const code = DOCTOR_CODES.find((each) => each === name);
  return code === undefined ? undefined : [code];
}
