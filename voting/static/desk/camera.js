// The camera, and reading QR codes in what it sees or in a picture. The decoder is our own copy of zxing-wasm.
import { BarcodeDetector, prepareZXingModule } from "../vendor/barcode-detector-3.2.2/ponyfill.js";
import { comesIntoView, traceOf } from "./sightings.js";

/** @import { Look } from "./sightings.js" */
/** @typedef {(code: string) => void} Report */

const EVERY = 80;
const WASM = new URL("../vendor/zxing-wasm-3.1.3/zxing_reader.wasm", import.meta.url).href;

prepareZXingModule({ overrides: { locateFile: (path, prefix) => (path.endsWith(".wasm") ? WASM : prefix + path) } });
const detector = new BarcodeDetector({ formats: ["qr_code"] });
const TRACES = "seen"; // of the codes that this page has reported last, for when it is loaded again
const MOST = 5;
/** @type {Map<string, Look>} */
const seen = new Map();
/** @type {number[]} */
let traces = JSON.parse(sessionStorage.getItem(TRACES) ?? "[]");
/** @type {Look | null} what was in view before the page was loaded is taken to be so until it is away */
let loaded = { time: 0, looks: 0 };
let looks = 0;
/** @type {MediaStream | null} */
let stream = null;
/** @type {WakeLockSentinel | null} */
let lock = null;

export const isOn = () => stream !== null;

/**
 * Shows what the camera sees and reports each code once while it stays in view; `lost` is called when the camera
 * is taken away. Throws where there is no camera.
 * @param {HTMLVideoElement} video
 * @param {Report} report
 * @param {() => void} [lost]
 */
export async function start(video, report, lost) {
  stream = await navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
  });
  track()?.addEventListener("ended", () => {
    stop(video);
    lost?.();
  });
  video.srcObject = stream;
  await video.play();
  seen.clear();
  if (loaded) loaded = { time: performance.now(), looks };
  stayAwake();
  look(video, report);
}

/** @param {HTMLVideoElement} video */
export function stop(video) {
  loaded = null;
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = video.srcObject = null;
  lock?.release();
  lock = null;
}

export const hasTorch = () => Boolean(track()?.getCapabilities?.().torch);

/** @param {boolean} on */
export const setTorch = (on) => track()?.applyConstraints({ advanced: [{ torch: on }] });

/**
 * The codes in a picture that was chosen.
 * @param {File} file
 */
export async function read(file) {
  const picture = await createImageBitmap(file);
  const found = await detector.detect(picture);
  picture.close();
  return found.map((code) => code.rawValue);
}

const track = () => stream?.getVideoTracks()[0];

/**
 * @param {HTMLVideoElement} video
 * @param {Report} report
 */
async function look(video, report) {
  const mine = stream;
  while (stream === mine) {
    if (!document.hidden && video.readyState >= 2) {
      const codes = await detector.detect(video).catch(() => []);
      looks += 1;
      for (const code of codes) if (stream === mine && isNew(code.rawValue)) report(code.rawValue);
    }
    await new Promise((again) => setTimeout(again, EVERY));
  }
}

/** @param {string} code */
function isNew(code) {
  const trace = traceOf(code);
  const before = seen.get(code) ?? (loaded && traces.includes(trace) ? loaded : undefined);
  const now = { time: performance.now(), looks };
  seen.set(code, now);
  if (!comesIntoView(before, now)) return false;
  traces = [...traces.filter((other) => other !== trace), trace].slice(-MOST);
  sessionStorage.setItem(TRACES, JSON.stringify(traces));
  return true;
}

// What was seen may be seen again: the direction has changed, say.
export function forgetSeen() {
  seen.clear();
  loaded = null;
}

async function stayAwake() {
  if (!("wakeLock" in navigator) || document.hidden || !stream) return;
  lock = await navigator.wakeLock.request("screen").catch(() => null);
  if (!stream) lock?.release();
}

document.addEventListener("visibilitychange", stayAwake);
