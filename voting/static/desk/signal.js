// What a steward hears and feels, looking elsewhere: a sound and a vibration for each kind of answer.
/** @type {Record<string, { tones: [number, number][], vibration: number[] }>} */
const KINDS = {
  good: { tones: [[660, 0.09], [990, 0.16]], vibration: [60] },
  again: { tones: [[520, 0.12], [520, 0.12]], vibration: [40, 60, 40] },
  mind: { tones: [[660, 0.1], [880, 0.1], [660, 0.1], [880, 0.18]], vibration: [80, 60, 80, 60, 80] },
  elsewhere: { tones: [[440, 0.2], [330, 0.3]], vibration: [200, 80, 200] },
  bad: { tones: [[180, 0.45]], vibration: [500] },
};
/** @type {Record<string, string>} */
const KIND_OF = {
  welcome: "good", moved: "good", left: "good", undone: "good", asked: "good", kept: "again",
  already_here: "again", not_here: "again", attention: "mind",
  present_elsewhere: "elsewhere", overtaken: "elsewhere",
};
/** @type {AudioContext | null} */
let audio = null;

// Browsers let a page sound only after somebody has touched it.
export function allow() {
  audio ??= new AudioContext();
  audio.resume();
}

/** @param {string} state */
export function signal(state) {
  const { tones, vibration } = KINDS[KIND_OF[state] ?? "bad"];
  navigator.vibrate?.(vibration);
  if (!audio) return;
  let at = audio.currentTime;
  for (const [pitch, length] of tones) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = pitch;
    tone.type = KIND_OF[state] ? "sine" : "square";
    volume.gain.setValueAtTime(0.25, at);
    volume.gain.exponentialRampToValueAtTime(0.001, at + length);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + length);
    at += length;
  }
}
