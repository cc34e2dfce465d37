/** Texts that stand in place of others. */

/** Some of the texts of a table. */
export type Overlay<Table> = {
  [Key in keyof Table]?: Table[Key] extends string | readonly unknown[] | ((...values: never) => unknown) ? Table[Key] : Overlay<Table[Key]>
}

const isTable = (entry: unknown): entry is object => typeof entry === 'object' && entry !== null && !Array.isArray(entry)

/** The same table, with these texts in place of its own. */
export const overlaid = <Table extends object>(table: Table, overlay: Overlay<Table>): Table => {
  const copy = { ...table }
  for (const [key, entry] of Object.entries(overlay)) {
    const own: unknown = Reflect.get(table, key)
    Reflect.set(copy, key, isTable(own) && isTable(entry) ? overlaid(own, entry) : entry)
  }
  return copy
}
