// The camera, and reading QR codes in what it sees or in a picture. The decoder is our own copy of zxing-wasm.
import { BarcodeDetector, prepareZXingModule } from "../vendor/barcode-detector-3.2.2/ponyfill.js";
import { comesIntoView } from "./sightings.js";

/** @import { Look } from "./sightings.js" */
/** @typedef {(code: string) => void} Report */

const EVERY = 80;
const WASM = new URL("../vendor/zxing-wasm-3.1.3/zxing_reader.wasm", import.meta.url).href;

prepareZXingModule({ overrides: { locateFile: (path, prefix) => (path.endsWith(".wasm") ? WASM : prefix + path) } });
const detector = new BarcodeDetector({ formats: ["qr_code"] });
/** @type {Map<string, Look>} */
const seen = new Map();
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
  stayAwake();
  look(video, report);
}

/** @param {HTMLVideoElement} video */
export function stop(video) {
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
  const before = seen.get(code);
  const now = { time: performance.now(), looks };
  seen.set(code, now);
  return comesIntoView(before, now);
}

// What was seen may be seen again: the direction has changed, say.
export const forgetSeen = () => seen.clear();

async function stayAwake() {
  if (!("wakeLock" in navigator) || document.hidden || !stream) return;
  lock = await navigator.wakeLock.request("screen").catch(() => null);
  if (!stream) lock?.release();
}

document.addEventListener("visibilitychange", stayAwake);
