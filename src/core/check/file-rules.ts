// Rules about the file of an issue: its encoding, its characters, its front matter, its name. Those that are fixed keep
// the file from being an issue at all.
import type { Rule } from './rule.ts';

export const FILE_RULES = {
  'character-broken': {
    level: 'warning',
    sentence: 'Half of a character stands in the text.',
    fix: 'Write the character anew.',
  },
  'character-control': {
    level: 'warning',
    sentence: 'Control characters stand in the text, which neither XML nor mail may carry.',
    fix: 'Delete them.',
  },
  'character-no-break-space': {
    level: 'warning',
    sentence: 'A no-break or ideographic space stands where Markdown needs a plain one.',
    fix: 'Write a plain space.',
  },
  'character-reserved': {
    level: 'warning',
    sentence: 'Private characters stand in the text by which letters mark their open places.',
    fix: 'Delete them.',
  },
  'character-windows-1252': {
    level: 'warning',
    sentence: 'The file is UTF-8 and holds characters of Windows-1252.',
    fix: 'Save the file anew, as UTF-8.',
  },
  'character-zero-width': {
    level: 'warning',
    sentence: 'Characters without width stand in the text.',
    fix: 'Delete them.',
  },
  'correction-early': {
    level: 'warning',
    sentence: 'A correction is dated before the issue itself.',
    fix: 'Mend the one of the two dates that is a slip.',
  },
  'date-future': {
    level: 'info',
    sentence: 'The issue is dated in the future and waits until then.',
    fix: 'Nothing, if that is meant; otherwise mend the date.',
  },
  'date-missing': {
    level: 'error',
    fixed: true,
    sentence: 'Neither the metadata nor the file name nor the title holds a date.',
    fix: 'Write a date into the front matter, or let "masthead adopt" do it.',
  },
  'encoding-invalid': {
    level: 'error',
    fixed: true,
    sentence: 'The file is no UTF-8 text.',
    fix: 'Save it as UTF-8.',
  },
  'file-ignored': {
    level: 'warning',
    sentence: 'A Markdown file in issues/ does not end in .md and is not read.',
    fix: 'Rename it, or take it out of the folder.',
  },
  'front-matter-invalid': {
    level: 'error',
    fixed: true,
    sentence: 'The front matter cannot be read.',
    fix: 'Mend the line that is named, or the one above it.',
  },
  'issue-too-large': {
    level: 'error',
    fixed: true,
    sentence: 'The file is larger than any issue can be.',
    fix: 'Split it, and look at what has been pasted into it.',
  },
  'issue-too-slow': {
    level: 'error',
    fixed: true,
    sentence: 'Reading the file takes longer than twenty seconds.',
    fix: 'Look for endless nesting in it.',
  },
  'metadata-comment': {
    level: 'warning',
    sentence: 'A value of the front matter ends at a # that YAML takes for a comment.',
    fix: 'Put the whole value between quotes.',
  },
  'metadata-invalid': {
    level: 'error',
    fixed: true,
    sentence: 'A key of the front matter holds a value that cannot be used.',
    fix: 'Write what the message asks for.',
  },
  'metadata-unknown': {
    level: 'warning',
    sentence: 'A key of the front matter means nothing here.',
    fix: 'Mend its spelling, or delete it.',
  },
  'slug-duplicate': {
    level: 'error',
    fixed: true,
    sentence: 'Two files claim the same slug.',
    fix: 'Change the one that has not been published yet.',
  },
  'slug-reserved': {
    level: 'error',
    fixed: true,
    sentence: 'The slug is a name that the site needs for itself.',
    fix: 'Write another slug into the front matter, or rename the file.',
  },
  'topic-unknown': {
    level: 'warning',
    sentence: 'The front matter names a topic that masthead.yaml does not have.',
    fix: 'Add the topic there, or mend its spelling.',
  },
} as const satisfies Readonly<Record<string, Rule>>;
