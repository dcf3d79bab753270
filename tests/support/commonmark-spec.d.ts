// The examples of the CommonMark specification, as its package gives them; it has no types of its own.
declare module 'commonmark-spec' {
  const spec: {
    readonly tests: readonly { readonly number: number; readonly markdown: string; readonly html: string }[];
  };
  export default spec;
}
