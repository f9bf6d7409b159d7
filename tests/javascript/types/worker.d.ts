// What the server puts before the service worker's script.
declare const GIVEN: { version: string; files: string[]; page: string; pages: string[] };
