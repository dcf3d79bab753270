import type { Newsletter } from '../../newsletter.ts';
export async function compileLetter(template: string, _n: Newsletter): Promise<string> {
  return template;
}
