export interface Point {
  label: string
  value: number
  /** The value, formatted. */
  text: string
}
