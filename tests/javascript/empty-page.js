// A page with nothing in it, for scripts that look at theirs as soon as they are loaded.
globalThis.window = globalThis;
globalThis.addEventListener = () => {};
globalThis.document = {
  body: { classList: { contains: () => false }, dataset: {} },
  addEventListener: () => {},
  querySelector: () => null,
  querySelectorAll: () => [],
};

/**
 * A script of the pages, loaded in an empty one.
 * @param {string} name of its file in static
 */
export const load = (name) => import(`../../voting/static/${name}`);
