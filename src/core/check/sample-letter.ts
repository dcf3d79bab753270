// An issue that has one of everything an issue can have, in plain words: what is wrong with its letter is wrong with
// the templates or the theme. Nobody ever reads it.

/** As a file of `issues/`. */
export const SAMPLE_ISSUE = {
  path: 'issues/sample-letter.md',
  text: `---
title: A letter to look at
date: 2026-01-05
summary: One of everything that a letter can hold.
corrections:
  - { date: 2026-01-06, note: The second number was wrong. }
---

- **[One]** **An article with its details**: what it says.
- **[Two]** **A second article**: what that one says.

## A section with articles

### An article with its details

[Source](https://source.example/one) \`[2026-01-04]\`

> What the article says, in short.

**Details**

- **Lead**: an item of details.
- A second item with \`code\` and a [link](https://source.example/more).

### A second article

[Source](https://source.example/two) \`[2026-01-04]\`

> What it says.

- **Lead**: an item.

## A section of prose

A paragraph with **bold**, *emphasis*, a note[^1] and a [link](https://source.example/three).

> A quotation from elsewhere.

1. First
2. Second

| Name | Number |
|---|---|
| One | 1 |

\`\`\`ts
// A comment.
export function sum(a: number): string {
  return "text" + (a + 1);
}
\`\`\`

---

### A small heading

Words below it.

[^1]: What the note says.
`,
} as const;
