// What to do about metadata that is not YAML, in an editor's words. The parser tells its own state ("nested mappings
// in compact mappings"); what somebody typed to get there is nearly always one of a few slips.
import type { ErrorCode, YAMLParseError } from 'yaml';

const ADVICE: Partial<Record<ErrorCode, string>> = {
  BAD_DQ_ESCAPE: 'a backslash between double quotes begins an escape; write single quotes instead',
  BAD_INDENT: 'a bracket is not closed, or a line is not indented like its fellows',
  BAD_SCALAR_START: 'a value cannot begin with this character; put the whole value between quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a colon inside a value begins another key; put the whole value between quotes',
  DUPLICATE_KEY: 'this key stands twice; keep one of them',
  MISSING_CHAR: 'a quote or bracket is opened here or above and never closed',
  MULTILINE_IMPLICIT_KEY: 'a line among the keys has no colon with a space behind it; write "key: value"',
  TAB_AS_INDENT: 'a tab stands as indentation; write spaces',
  UNEXPECTED_TOKEN: 'something stands behind the end of a value; put the whole value between quotes',
};

/** A clause without a full stop; the parser's own words where nothing better is known. */
export function yamlAdvice(error: YAMLParseError): string {
  return ADVICE[error.code] ?? (error.message.split('\n')[0] ?? '').replace(/\s+at line \d+.*$/, '').replace(/\.$/, '');
}
