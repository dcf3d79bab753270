// Rules about what an issue says: what would embarrass its editor before readers. None of them keeps it from being
// built.
import type { Rule } from './rule.ts';

export const CONTENT_RULES = {
  'article-duplicate': {
    level: 'warning',
    sentence: 'Two articles of the issue have one source.',
    fix: 'Take one of them out, or give the second a link of its own.',
  },
  'article-missing': {
    level: 'warning',
    sentence: 'The issue has the shape of a digest and not one article.',
    fix: 'Look whether the program that wrote it has failed.',
  },
  'heading-skipped': {
    level: 'warning',
    sentence: 'A heading is more than one level below the one before it.',
    fix: 'Write one # less.',
  },
  'image-alt-missing': {
    level: 'warning',
    sentence: 'An image has no description.',
    fix: 'Say between the brackets what the image shows.',
  },
  'image-insecure': {
    level: 'warning',
    sentence: 'An image is fetched over plain http.',
    fix: 'Write https.',
  },
  'image-relative': {
    level: 'warning',
    sentence: 'An image is looked for where nothing of yours is copied.',
    fix: 'Put the file below static/ and write ../ before its path.',
  },
  'issue-empty': {
    level: 'warning',
    sentence: 'The issue has no text.',
    fix: 'Write it, or set "status: draft" until it is written.',
  },
  'issue-long': {
    level: 'warning',
    sentence: 'The issue is longer than any mail program shows in one piece.',
    fix: 'Make two of it.',
  },
  'link-dead': {
    level: 'warning',
    sentence: 'A link points to a place in this issue that is not there.',
    fix: 'Write the anchor of a heading, or give the heading one: ## A title {#place}.',
  },
  'link-empty': {
    level: 'warning',
    sentence: 'A link has no text, so nobody can see or hear it.',
    fix: 'Write some text between its brackets.',
  },
  'link-withdrawn': {
    level: 'warning',
    sentence: 'A link leads to an issue that has been withdrawn.',
    fix: 'Take the link out, or say beside it that the issue was withdrawn.',
  },
  'preheader-same': {
    level: 'warning',
    sentence: 'The preheader repeats the subject.',
    fix: 'Write a "preheader" or a "summary" that adds something.',
  },
  'section-empty': {
    level: 'warning',
    sentence: 'A section has nothing in it.',
    fix: 'Fill it, or take the heading out.',
  },
  'subject-capitals': {
    level: 'warning',
    sentence: 'The subject is all capitals.',
    fix: 'Write it in lower case.',
  },
  'subject-long': {
    level: 'warning',
    sentence: 'The subject is wider than a phone shows.',
    fix: 'Put what matters first, or write a shorter "subject".',
  },
  'text-unfinished': {
    level: 'warning',
    sentence: 'A mark of unfinished work stands in the text.',
    fix: 'Finish the place, or put the mark between backticks if it is meant.',
  },
  'title-missing': {
    level: 'warning',
    sentence: 'The issue has no title and is called after its file or its day.',
    fix: 'Write a title.',
  },
} as const satisfies Readonly<Record<string, Rule>>;
