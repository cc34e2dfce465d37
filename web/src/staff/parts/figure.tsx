/** A tile with a figure; inside `dl.tiles`. */
export const Figure = ({ name, value, hint }: { name: string; value: string; hint: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>
      {value} <small>{hint}</small>
    </dd>
  </div>
)
