import { signal } from '@preact/signals'
import { useState } from 'preact/hooks'
import type { Product, ShopKind } from '#contract'
import { shopKind } from '../ui/shop-kind.ts'
import { clothOf, seedOf } from './cloth.ts'

interface Props {
  product: Pick<Product, 'name' | 'ingredients' | 'image' | 'pictures'>
  category: string
}

type Drawing = typeof import('./drawing.tsx')['Drawing']

/** What a shop of this kind sells, drawn. */
const drawings: Readonly<Record<ShopKind, () => Promise<{ Drawing: Drawing }>>> = {
  food: () => import('./drawing.tsx'),
  flowers: () => import('./flowers.tsx'),
  goods: () => import('./goods.tsx'),
}

/** The drawings come after the page, which shows the cloth until then. */
const drawing = signal<{ Drawing: Drawing; kind: ShopKind } | undefined>(undefined)
const load = (kind: ShopKind) =>
  void drawings[kind]()
    .then((loaded) => (drawing.value = { ...loaded, kind }))
    .catch(() => undefined)

const Drawn = ({ product, category }: Props) => {
  const { value: kind } = shopKind
  const isThere = drawing.value?.kind === kind
  if (kind && !isThere) load(kind)
  const Dish = isThere ? drawing.value?.Drawing : undefined
  return (
    <svg class="picture" viewBox="0 0 120 90" preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">
      <rect width="120" height="90" fill={clothOf(seedOf(product.name))} />
      {Dish && <Dish product={product} category={category} />}
    </svg>
  )
}

/** The picture of a dish; drawn from what the dish is where it has none. Hidden from screen readers, since it says nothing that the name does not. */
export const Picture = ({ product, category }: Props) => {
  const [failed, setFailed] = useState<string | undefined>(undefined)
  const { image, pictures = [] } = product
  if (image === undefined || image === failed) return <Drawn product={product} category={category} />
  const { width, height } = pictures.at(-1) ?? { width: 400, height: 300 }
  return (
    <img
      class="picture"
      srcset={pictures.length > 0 ? pictures.map(({ url, width }) => `${url} ${width}w`).join(', ') : undefined}
      // browsers that do not know auto yet take the width of a card
      sizes="auto, (min-width: 40rem) 22rem, 12rem"
      src={image}
      alt=""
      width={width}
      height={height}
      loading="lazy"
      decoding="async"
      onError={() => setFailed(image)}
    />
  )
}
