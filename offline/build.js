// Makes sealed.html, one file without any outside part, and prints its SHA-256: node offline/build.js FILE [FILE OF THE SHA-256].
// The same sources make the same bytes.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const hash = (text) => `sha256-${createHash("sha256").update(text).digest("base64")}`;

/** The whole page. */
export async function page() {
  const script = await bundled("page.js", { LOOKER: JSON.stringify(await bundled("looker.js")) });
  const style = readFileSync(`${HERE}/page.css`, "utf8");
  if (/<\/script|<!--/i.test(script)) throw new Error("the script would end early");
  const parts = { script, style, "script hash": hash(script), "style hash": hash(style) };
  return readFileSync(`${HERE}/page.html`, "utf8").replaceAll(/\{\{ ([a-z ]+) \}\}/g, (_, name) => parts[name]);
}

/**
 * A script with all that it needs, in one.
 * @param {string} name
 * @param {Record<string, string>} [define]
 */
async function bundled(name, define = {}) {
  const { outputFiles } = await build({
    absWorkingDir: dirname(HERE), entryPoints: [`offline/${name}`], bundle: true, preserveSymlinks: true, write: false, define,
    format: "iife", target: "es2024", charset: "ascii", legalComments: "inline", loader: { ".wasm": "binary" },
  });
  return outputFiles[0].text;
}

const [, file, target, hashed] = process.argv;
if (file === fileURLToPath(import.meta.url)) {
  const text = await page();
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
  const sha256 = createHash("sha256").update(text).digest("hex");
  if (hashed) writeFileSync(hashed, `${sha256}\n`);
  console.log(`${sha256}  ${target}`);
}
