// What the server puts before a service worker's script: the desk's, and a member's.
declare const GIVEN: { version: string; files: string[]; page: string; pages: string[]; owner: string; until: number };
