/** One, two to four, five and more. */
export const count = (number: number, one: string, few: string, many: string): string =>
  `${number} ${number === 1 ? one : number >= 2 && number <= 4 ? few : many}`
