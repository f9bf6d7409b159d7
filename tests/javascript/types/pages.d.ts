// What the pages' scripts find in their window besides what browsers give them.

/** The server's clock, in milliseconds since 1970, as far as the page has heard of it (refresh.js). */
declare var serverNow: (() => number) | undefined;

/** Makes a part of a page what it should be (morph.js). */
declare var morphPart: ((part: HTMLElement, html: string) => void) | undefined;

/** Says a sentence to those who follow by ear (announce.js). */
declare var announce: ((...nodes: Node[]) => void) | undefined;

/** vendor/idiomorph-0.8.0 */
declare const Idiomorph: {
  morph(node: Element, content: string, options: {
    morphStyle: "innerHTML";
    callbacks?: {
      beforeNodeMorphed(old: Node, fresh: Node): boolean;
      beforeNodeRemoved(old: Node): boolean;
      beforeAttributeUpdated(name: string, changed: Element, mutation: "update" | "remove"): boolean;
    };
  }): void;
};

interface MediaTrackCapabilities {
  torch?: boolean;
}

interface MediaTrackConstraintSet {
  torch?: boolean;
}
