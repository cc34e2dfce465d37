interface Props<Key extends string> {
  label: string
  options: readonly (readonly [key: Key, text: string])[]
  value: Key
  choose: (key: Key) => void
}

/** One choice of a few, all of them in sight. */
export const Chips = <Key extends string>({ label, options, value, choose }: Props<Key>) => (
  <fieldset class="chips one-of" aria-label={label}>
    {options.map(([key, text]) => (
      <label key={key} class="chip">
        <input type="radio" name={label} value={key} checked={key === value} onChange={() => choose(key)} />
        {text}
      </label>
    ))}
  </fieldset>
)
