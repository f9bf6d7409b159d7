// A phone at a door without network: reads a roll, states and acts as JSON, and writes what it says of each act.
import { text } from "node:stream/consumers";
import { judgeShown, open } from "../../voting/static/desk/judgement.js";
import { placesNow, stateOf } from "../../voting/static/desk/rules.js";

const { roll, states, venue, acts } = JSON.parse(await text(process.stdin));
const known = { opened: open(roll), states, places: placesNow(states, [], venue), venue };
const answers = [];
for (const act of acts) {
  const { answer, attention = null } = await judgeShown(known, act.kind, act.text);
  answers.push({ answer, state: stateOf(answer, attention), attention });
}
console.log(JSON.stringify(answers));
