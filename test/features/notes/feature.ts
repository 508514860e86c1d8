// Notes: a whole feature that the product does not have, as a stranger would add it.
import type { Feature } from "../../../src/platform/feature.ts";
import { addNotes } from "./cli/notes.ts";
import { NOTE_REMOVED } from "./codes.ts";
import { NOTE, NOTE_REMOVAL } from "./kinds.ts";
import { CreateNotes } from "./migrations/1000-notes.ts";
import { noteWritten } from "./store/note-event.ts";
import { verifyNotes } from "./store/verify-notes.ts";

export const notes: Feature = {
  name: "notes",
  errorCodes: { [NOTE_REMOVED]: "The note was removed before." },
  transactionKinds: [NOTE, NOTE_REMOVAL],
  events: [noteWritten],
  tables: { note: "OWN" },
  migrations: { 1000: CreateNotes },
  verifiers: [verifyNotes],
  commands: [addNotes],
  api: () => import("./api/api.ts"),
};
