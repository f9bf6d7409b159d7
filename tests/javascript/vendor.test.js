// That foreign files are what their READMEs say, and the one that is made what its packages make.
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
const made = read(`${FOLDER}noble.js`);
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

test("the packages make it again, byte for byte", () => {
  const [program, ...words] = scripts["vendor-noble"].split(" ");
  const file = words.pop();
  assert.equal(program, "esbuild");
  assert.equal(file, "--outfile=voting/static/vendor/noble-2.4.0/noble.js");
  const esbuild = `${ROOT}node_modules/esbuild/bin/esbuild`;
  assert.equal(execFileSync(process.execPath, [esbuild, ...words], { cwd: ROOT, encoding: "utf8" }), made);
});
