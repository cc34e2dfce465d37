/**
 * Parts of a statement whose plan PostgreSQL keeps. After five executions it goes on planning for the values while such a plan looks cheaper than
 * the kept one, which for a large view takes ten times as long as reading.
 */

/** `= any` of the values of a parameter. The sub-select hides from the planner how many there are: for one value, a plan of its own would look cheaper. */
export const anyOf = (parameter: string, type: 'uuid' | 'text'): string => `any ((select ${parameter}::${type}[])::${type}[])`

/** Constants of ours as a list in the SQL: the planner knows them in the kept plan too, and finds the index that is made for them. */
export const constants = (values: readonly string[]): string => values.map((value) => `'${value}'`).join(', ')
