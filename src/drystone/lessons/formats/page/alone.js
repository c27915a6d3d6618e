"use strict";
// There is no learning system to tell.
const system = { begin: () => "alone", done: () => undefined, end: () => undefined };
