// An issue as email with its slots still open: rendered once, filled for each subscriber (slots.ts).

export interface Letter {
  readonly subject: string;
  readonly preheader: string;
  readonly language: string;
  /** HTML with slots, below the byte budget. */
  readonly html: string;
  /** text/plain with slots. */
  readonly text: string;
  /** Titles of the articles whose details gave way to "read on the web"; empty when all of it fits. */
  readonly shortened: readonly string[];
}
