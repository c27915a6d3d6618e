// Reads a calendar and says what its first event is, as JSON.
import fs from "node:fs";
import { createRequire } from "node:module";

const ICAL = createRequire(process.cwd() + "/")("ical.js");
const calendar = new ICAL.Component(ICAL.parse(fs.readFileSync(process.argv[2], "utf8")));
const event = new ICAL.Event(calendar.getFirstSubcomponent("vevent"));
console.log(JSON.stringify([event.summary, event.description, event.startDate.toJSDate().toISOString()]));
