// Rules about what an issue says: what would embarrass its editor before readers. None of them keeps it from being
// built.
import type { Rule } from './rule.ts';

export const CONTENT_RULES = {
  'advertising-unmarked': {
    level: 'warning',
    sentence: 'A Chinese issue has advertising, and its email would not say so in its subject.',
    fix: 'Write "commercial: true" into the front matter.',
  },
  'article-duplicate': {
    level: 'warning',
    sentence: 'Two articles of the issue have one source.',
    fix: 'Take one of them out, or give the second a link of its own.',
  },
  'article-future': {
    level: 'warning',
    sentence: 'An article is dated after the issue.',
    fix: 'Mend the one of the two dates that is a slip.',
  },
  'article-missing': {
    level: 'warning',
    sentence: 'The issue has the shape of a digest and not one article.',
    fix: 'Look whether the program that wrote it has failed.',
  },
  'article-old': {
    level: 'warning',
    sentence: 'An article is older than what this newsletter calls news.',
    fix: 'Mend its date, or take it out; "article_age_days" below "checks" says how old is old.',
  },
  'article-repeated': {
    level: 'warning',
    sentence: 'An earlier issue had an article with the same source.',
    fix: 'Say what is new, or take the article out.',
  },
  'heading-skipped': {
    level: 'warning',
    sentence: 'A heading is more than one level below the one before it.',
    fix: 'Write one # less.',
  },
  'image-alt-default': {
    level: 'warning',
    sentence: 'The description of an image says only that it is one, or what its file is called.',
    fix: 'Say between the brackets what the image shows.',
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
  'link-generic': {
    level: 'warning',
    sentence: 'The words of a link say nothing about where it leads.',
    fix: 'Write what is to be found there.',
  },
  'link-insecure': {
    level: 'info',
    sentence: 'A link leads to plain http.',
    fix: 'Write https if the site answers to it.',
  },
  'link-shortened': {
    level: 'warning',
    sentence: 'A link goes through a shortener, which hides where it leads and makes filters suspicious.',
    fix: 'Write the address behind it.',
  },
  'link-withdrawn': {
    level: 'warning',
    sentence: 'A link leads to an issue that has been withdrawn.',
    fix: 'Take the link out, or say beside it that the issue was withdrawn.',
  },
  'preheader-long': {
    level: 'warning',
    sentence: 'The preheader is longer than any inbox shows.',
    fix: 'Write 40 to 130 columns; a Chinese character has two.',
  },
  'preheader-missing': {
    level: 'info',
    sentence: 'No preheader is written, and the issue begins with too few words to make one.',
    fix: 'Write a "preheader" or a "summary" into the front matter.',
  },
  'preheader-same': {
    level: 'warning',
    sentence: 'The preheader repeats the subject.',
    fix: 'Write a "preheader" or a "summary" that adds something.',
  },
  'preheader-short': {
    level: 'info',
    sentence: 'The preheader leaves most of its line in the inbox empty.',
    fix: 'Write 40 to 130 columns; a Chinese character has two.',
  },
  'reading-time': {
    level: 'info',
    sentence: 'The issue takes very long to read, or hardly any time.',
    fix: 'Nothing, if that is meant; "reading_minutes" below "checks" says how long is long.',
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
  'text-placeholder': {
    level: 'warning',
    sentence: 'Words stand in the text that a template, or a program that writes, has left there.',
    fix: 'Write what belongs there, or put the words between backticks if they are meant.',
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
