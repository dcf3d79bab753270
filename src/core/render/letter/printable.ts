// The last look at the characters of a letter. Gmail cuts a message that holds C1 control characters, however short it
// is (B1.07); they come from texts that were once Windows-1252, by paste or as `&#150;`, and mean what they meant
// there.

const CONTROLS = /[\u0080-\u009F]/g;

/** The text with every C1 control character read as Windows-1252, and without those that mean nothing there either. */
export function printable(text: string): string {
  return text.replace(CONTROLS, (character) => {
    const meant = decoder.decode(Uint8Array.of(character.charCodeAt(0)));
    return meant === character ? '' : meant;
  });
}

const decoder = new TextDecoder('windows-1252');
