import { createHash } from 'node:crypto'

/** Names the content of an entry, as an export has it. Every node makes the same of it. */
export const etagOf = (entry: object): string => createHash('sha256').update(JSON.stringify(entry)).digest('base64url').slice(0, 22)
