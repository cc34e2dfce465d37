/** The fields of an entry of each list. */
import type { JSX } from 'preact'
import type { ShopEntry } from '#contract'
import { o } from '../../../language/office.ts'
import { choices, t } from '../../../language/staff-language.ts'
import { EntryForm } from '../entry-form.tsx'
import { Hours } from '../fields/hours.tsx'
import { Options } from '../fields/options.tsx'
import { Recipe } from '../fields/recipe.tsx'
import { TextFields } from '../fields/texts.tsx'
import { Amount, Choice, Count, Rate } from '../fields/values.tsx'
import { PictureField } from '../picture-field.tsx'
import { currency, entriesOf, type ListName, shop } from '../shop.ts'
import { codeOf, listIn, nameOf, textIn } from '../values.ts'
import { PromotionForm } from './promotion-form.tsx'
import { Unfit } from './unfit.tsx'

export interface FormProps {
  /** Undefined: it is new. */
  of: ShopEntry | undefined
}

const CategoryForm = ({ of }: FormProps) => (
  <EntryForm list="categories" of={of} blank={{ name: '' }}>
    {(bind) => (
      <>
        <TextFields label={t().editor.name} {...bind('name')} />
        <Hours label={t().editor.ownHours} hint={t().editor.hoursHint} {...bind('hours')} />
      </>
    )}
  </EntryForm>
)

const IngredientForm = ({ of }: FormProps) => (
  <EntryForm list="ingredients" of={of} blank={{ name: '', unit: 'g' }}>
    {(bind) => (
      <>
        <TextFields label={t().editor.name} {...bind('name')} />
        <div class="beside">
          <Choice label={t().editor.unit} options={choices(t().editor.units)} {...bind('unit')} />
          {!of && <Count label={t().editor.openingStock} min={0} {...bind('openingStock')} />}
          <Count label={t().editor.lowLevel} hint={t().editor.lowLevelHint} min={0} {...bind('lowLevel')} />
          <Count label={t().editor.restockMinutes} hint={t().editor.restockHint} min={0} max={1440} {...bind('restockMinutes')} />
          <Count label={t().editor.restockQuantity} min={1} {...bind('restockQuantity')} />
        </div>
        <Unfit {...bind('unfitFor')} />
      </>
    )}
  </EntryForm>
)

const ProductForm = ({ of }: FormProps) => {
  const categories = entriesOf('categories').map((entry) => [codeOf(entry), nameOf(entry)] as const)
  const isTaxed = shop.value?.settings.entry.taxRate !== undefined
  const blank = { name: '', category: categories[0]?.[0], prepMinutes: 10, recipe: {} }
  return (
    <EntryForm list="products" of={of} blank={blank}>
      {(bind, entry, change) => (
        <>
          <TextFields label={t().editor.name} {...bind('name')} />
          <TextFields label={t().editor.description} long {...bind('description')} />
          <PictureField label={o().picture.label} {...bind('image')} />
          <div class="beside">
            <Amount label={t().editor.price(currency())} {...bind('price')} />
            <Choice label={t().editor.category} options={categories} {...bind('category')} />
            <Count label={t().editor.prepMinutes} min={0} max={600} {...bind('prepMinutes')} />
            {isTaxed && (
              <Rate label={t().editor.taxRate} hint={t().editor.taxHint(textIn(shop.value?.settings.entry.taxRate))} {...bind('taxRate')} />
            )}
          </div>
          <Recipe
            label={t().editor.recipe}
            {...bind('recipe')}
            removable={{ codes: listIn(entry.removable).map(textIn), set: (removable) => change({ removable }) }}
          />
          <Options {...bind('options')} />
          <Hours label={t().editor.ownHours} hint={t().editor.hoursHint} {...bind('hours')} />
        </>
      )}
    </EntryForm>
  )
}

export const forms: Readonly<Record<ListName, (props: FormProps) => JSX.Element>> = {
  products: ProductForm,
  categories: CategoryForm,
  ingredients: IngredientForm,
  promotions: PromotionForm,
}
