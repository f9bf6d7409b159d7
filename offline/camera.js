// Reading a QR code that is held before the camera.
import { codeIn } from "./picture.js";

const EVERY = 150; // milliseconds

/**
 * The text of the first code that the camera sees; null where there is no camera, or it was taken away.
 * @param {HTMLVideoElement} video
 * @param {() => boolean} isWanted whether it still looks
 */
export async function seen(video, isWanted) {
  const stream = await navigator.mediaDevices?.getUserMedia({ audio: false, video: { facingMode: "environment" } }).catch(() => null);
  if (!stream) return null;
  video.srcObject = stream;
  try {
    await video.play();
    while (isWanted() && stream.active) {
      const text = video.readyState >= 2 ? await codeIn(video).catch(() => null) : null;
      if (text) return text;
      await new Promise((again) => setTimeout(again, EVERY));
    }
    return null;
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}
