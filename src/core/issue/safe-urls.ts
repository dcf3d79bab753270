// No address leaves the tree that a reader's program would run: only http, https, mailto and tel, and addresses
// relative to the issue. It judges decoded values, so no entity and no control character can hide a scheme. Words
// stay.
import { mapElements, text, type ElementNode, type TreeNode } from './tree.ts';

const SAFE_SCHEMES: ReadonlySet<string> = new Set(['http', 'https', 'mailto', 'tel']);

/**
 * True for the schemes above and for relative addresses. Browsers ignore white space and control characters in
 * them.
 */
export function isSafeUrl(url: string): boolean {
  const scheme = /^([^/?#:]*):/.exec(url.replace(/[\s\p{Cc}\p{Cf}]/gu, ''))?.[1];
  return scheme === undefined || SAFE_SCHEMES.has(scheme.toLowerCase());
}

/**
 * The tree with unsafe links replaced by their words and unsafe images by their description. `report` gets the
 * address.
 */
export function withSafeUrls(nodes: readonly TreeNode[], report: (url: string) => void): readonly TreeNode[] {
  return mapElements(nodes, (node) => {
    const href = node.attributes['href'];
    const source = node.attributes['src'];
    if (href !== undefined && !isSafeUrl(href)) {
      report(href);
      return node.children;
    }
    if (source !== undefined && !isSafeUrl(source)) {
      report(source);
      return text(node.attributes['alt'] ?? '');
    }
    return withoutUnsafeExtras(node);
  });
}

function withoutUnsafeExtras(node: ElementNode): ElementNode {
  const { srcset, cite } = node.attributes;
  if (srcset === undefined && cite === undefined) return node;
  const kept = Object.entries(node.attributes).filter(
    ([name, value]) =>
      (name !== 'cite' || isSafeUrl(value)) && (name !== 'srcset' || value.split(',').every((each) => isSafeUrl(each))),
  );
  return { ...node, attributes: Object.fromEntries(kept) };
}
