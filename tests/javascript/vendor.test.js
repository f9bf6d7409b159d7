// That foreign files are what their READMEs say, and those that are made what their parts make.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import test from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const VENDOR = `${ROOT}voting/static/vendor/`;
const FOLDER = `${VENDOR}noble-2.4.0/`;
const read = (path) => readFileSync(path, "utf8");
const { devDependencies, scripts } = JSON.parse(read(`${ROOT}package.json`));

for (const name of ["noble-2.4.0/noble.js", "qr-0.7.0/qr.js"])
  test(`${name} has the hash that its README tells`, () => {
    const [folder] = name.split("/");
    const [, told] = /SHA-256: `([0-9a-f]{64})`/.exec(read(`${VENDOR}${folder}/README.md`));
    assert.equal(createHash("sha256").update(read(`${VENDOR}${name}`)).digest("hex"), told);
  });

test("it is made of the versions that its folder and its README name", () => {
  const { packages } = JSON.parse(read(`${ROOT}package-lock.json`));
  for (const name of ["@noble/curves", "@noble/hashes"]) {
    assert.equal(devDependencies[name], "2.4.0");
    assert.equal(packages[`node_modules/${name}`].version, "2.4.0");
    assert.match(read(`${FOLDER}README.md`), new RegExp(`${name} 2\\.4\\.0`));
  }
  assert.match(read(`${FOLDER}README.md`), new RegExp(`esbuild ${devDependencies.esbuild},`));
});

/** What is made by a script of package.json is in its file, byte for byte. */
function assertMade(script, file) {
  const [program, ...words] = scripts[script].split(" ");
  assert.equal(program, "esbuild");
  assert.equal(words.pop(), `--outfile=${file}`);
  const esbuild = `${ROOT}node_modules/esbuild/bin/esbuild`;
  assert.ok(execFileSync(process.execPath, [esbuild, ...words], { cwd: ROOT, encoding: "utf8" }) === read(`${ROOT}${file}`),
    `npm run ${script} makes another file`);
}

test("the packages make noble.js again", () => assertMade("vendor-noble", "voting/static/vendor/noble-2.4.0/noble.js"));

test("the script of the pages of sealed votes is what its modules make", () =>
  assertMade("sealed-script", "voting/static/sealed/built/pages.js"));
