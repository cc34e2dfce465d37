/** Where a backup is restored to. Until `commit`, the database of before is whole, and no gateway starts on the new one. */
export interface Target {
  url: string
  /** What was there before, to read what has happened since the backup. */
  former?: { url: string; schema?: string }
  /** Makes the content of the file the content of the database at `url`. */
  fill(): Promise<void>
  /** Called when the content is complete. Returns what to say of the former database. */
  commit(): Promise<string[]>
  /** Called if something failed. */
  abandon(): Promise<void>
}

/** `2026-11-27T02:36:00.000Z` as a part of a name. */
export const stamp = (at = new Date()): string => at.toISOString().slice(0, 19).replace(/\D/g, '')

/** Beside the schema of the connection, the only one that files of `sql/tables` make. */
export const sandboxSchema = 'sandbox'
