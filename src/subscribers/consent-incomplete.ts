// What an owner is told who vouches for half a consent: where people agreed is worth nothing without when.
import { AppError } from '../errors.ts';

export function consentIncomplete(): AppError {
  return new AppError('USAGE', 'Give both --consent-source <text> and --consent-date <date>, such as 2026-01-06.');
}
