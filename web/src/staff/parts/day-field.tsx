interface Props {
  label: string
  day: string
  change: (day: string) => void
  /** The day can be left open. */
  optional?: boolean
}

export const DayField = ({ label, day, change, optional = false }: Props) => (
  <label>
    {label}
    {/* an empty field is on its way to another day, where a day is required */}
    <input type="date" value={day} onChange={({ currentTarget: { value } }) => (optional || value !== '') && change(value)} />
  </label>
)
