// What the machine has to offer: time, room, git, and a way to draw images. Facts come in as numbers; nothing here
// looks at the machine itself.
import { failed, notChecked, ok, warning, type Finding } from './finding.ts';

/** What happened at a known instant, or the time by another clock. */
export interface ClockWitness {
  readonly name: string;
  readonly at: Date;
}

export interface ClockFacts {
  readonly now: Date;
  /** Clocks elsewhere, read now. */
  readonly others: readonly ClockWitness[];
  /** What lies in the past for certain. */
  readonly past: readonly ClockWitness[];
}

/** A `Date` header has whole seconds and may be a minute old in a cache; DKIM and TLS forgive more. */
const ASTRAY_MS = 120_000;
/** Commits come from other machines, whose clocks are not ours. */
const AHEAD_MS = 600_000;
/** Before this program was written. */
const TOO_EARLY = Date.UTC(2026, 0, 1);

export function judgeClock({ now, others, past }: ClockFacts): Finding {
  const cure = 'Have the system keep its time, for instance with systemd-timesyncd or chrony.';
  const time = instant(now);
  const latest = past.toSorted((one, other) => other.at.getTime() - one.at.getTime())[0];
  if (now.getTime() < TOO_EARLY) return failed('clock', `The clock says ${time}, which is long past.`, cure);
  if (latest !== undefined && latest.at.getTime() - now.getTime() > AHEAD_MS) {
    return failed('clock', `The clock says ${time}, but ${latest.name} is of ${instant(latest.at)}.`, cure);
  }
  const astray = others.find(({ at }) => Math.abs(at.getTime() - now.getTime()) > ASTRAY_MS);
  if (astray !== undefined) {
    const minutes = Math.round((now.getTime() - astray.at.getTime()) / 60_000);
    const side = minutes > 0 ? 'fast' : 'slow';
    return failed('clock', `The clock is ${Math.abs(minutes)} minutes ${side}, by ${astray.name}.`, cure);
  }
  if (others.length > 0) {
    return ok('clock', `The clock agrees with ${others.map(({ name }) => name).join(' and ')}.`);
  }
  const only = latest === undefined ? '' : `; it is not behind ${latest.name}`;
  return notChecked('clock', `The clock says ${time}. No other clock was asked${only}.`);
}

function instant(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

export interface DiskFacts {
  readonly path: string;
  readonly freeBytes?: number;
  /** What the system said when a file was made and removed there. */
  readonly fault?: string;
  /** What the folder holds now; a build needs as much again beside it. */
  readonly usedBytes: number;
}

/** Enough for a log, a backup's side file and a day of the store. */
const LEAST_BYTES = 50_000_000;
const COMFORTABLE_BYTES = 500_000_000;

export function judgeDisk({ path, freeBytes, fault, usedBytes }: DiskFacts): Finding {
  if (fault !== undefined) {
    const cure = 'See that the folder belongs to this user, and that the disk is not full or read-only.';
    return failed('disk', `${path} cannot be written: ${fault}.`, cure, path);
  }
  if (freeBytes === undefined) return notChecked('disk', `${path} can be written. Its room is not known.`, path);
  const free = `${megabytes(freeBytes)} are free`;
  const cure = 'Make room: a build writes out/ anew beside the old one, and a store cannot go on without any.';
  if (freeBytes < LEAST_BYTES + usedBytes)
    return failed('disk', `${free} where ${path} is; that is too little.`, cure, path);
  if (freeBytes < COMFORTABLE_BYTES + usedBytes) return warning('disk', `Only ${free} where ${path} is.`, cure, path);
  return ok('disk', `${path} can be written, and ${free}.`, path);
}

function megabytes(bytes: number): string {
  return bytes >= 10e9 ? `${Math.round(bytes / 1e9)} GB` : `${Math.round(bytes / 1e6)} MB`;
}

export interface GitFacts {
  /** As `git --version` gives it; undefined when there is no git. */
  readonly version: string | undefined;
  readonly isWorkTree: boolean;
  readonly hasCommits: boolean;
  /** Files of the newsletter's secrets that git follows. */
  readonly trackedSecrets: readonly string[];
}

export function judgeGit({ version, isWorkTree, hasCommits, trackedSecrets }: GitFacts): Finding {
  const need = 'corrections are made out of the history of an issue';
  if (version === undefined) return warning('git', `There is no git here; ${need}.`, 'Install git.');
  if (!isWorkTree) return warning('git', `The newsletter is not in git; ${need}.`, 'Run: git init, and commit.');
  if (trackedSecrets.length > 0) {
    const fix = `Run: git rm --cached ${trackedSecrets.join(' ')}, and change what was in it.`;
    return failed('git', `git keeps ${trackedSecrets.join(', ')}, where everybody with the repository reads it.`, fix);
  }
  if (!hasCommits) return warning('git', `The newsletter has no commit yet; ${need}.`, 'Commit its files.');
  return ok('git', `The newsletter is in git (${version}).`);
}

export interface ImageFacts {
  /** Whether the optional package can be loaded. */
  readonly hasSharp: boolean;
  /** Fonts of the system that have the newsletter's script; undefined when nobody can tell. */
  readonly fontCount: number | undefined;
  readonly language: string;
}

export function judgeImages({ hasSharp, fontCount, language }: ImageFacts): Finding {
  if (!hasSharp) {
    const sentence = 'The package sharp is not there, so previews of links show a plain image.';
    return warning('share-images', sentence, 'Run: npm install sharp, if you want images with the title.');
  }
  if (fontCount === undefined) {
    return notChecked('share-images', 'Images for link previews can be drawn. Nobody can tell which fonts there are.');
  }
  if (fontCount > 0) return ok('share-images', `Images for link previews can be drawn, with fonts for ${language}.`);
  const sentence = `No font of this machine is for ${language}, so titles in link previews would be empty boxes.`;
  return warning('share-images', sentence, 'Install one, for instance the package fonts-noto-cjk.');
}
