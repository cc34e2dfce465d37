/** What stands in the way of one line of the basket, and what can be done about it with one tap. */
import { useId } from 'preact/hooks'
import { list, t } from '../../language/page-language.ts'
import type { Allergen, Restriction } from '../../language/words.ts'
import { announce } from '../../ui/announce.tsx'
import { restrictionName } from '../parts/restrictions.ts'
import { type Line, setChoices, setExcluded, setQuantity } from '../state/basket.ts'
import { remediesOf } from '../state/choices.ts'
import { accept, accepted, type Conflict, conflictsIn } from '../state/conflicts.ts'
import { menu } from '../state/menu.ts'
import { isFinal, type LineObstacles, obstaclesOf } from '../state/obstacles.ts'
import { servedToday } from '../state/served.ts'
import { Obstacle } from './option.tsx'

interface Of {
  line: Line
  index: number
}

const Remedy = ({ act, children }: { act: () => void; children: string }) => (
  <button type="button" class="secondary outline small" onClick={act}>
    {children}
  </button>
)

const leaveOut = ({ line, index }: Of, ingredients: readonly { id: string; name: string }[]) => {
  setExcluded(index, [...line.exclude, ...ingredients.map(({ id }) => id)])
  announce(t().basket.leftOut(line.product.name, list(ingredients.map(({ name }) => name))))
}

const isAllergen = (restriction: Restriction): restriction is Allergen => Object.hasOwn(t().allergen, restriction)

const conflictText = (restriction: Restriction) =>
  isAllergen(restriction) ? t().basket.allergy(t().allergen[restriction]) : t().basket.conflict(restrictionName(restriction))

const OneConflict = ({ line, index, conflict }: Of & { conflict: Conflict }) => {
  const id = useId()
  const { restriction, ingredients } = conflict
  const names = list(ingredients.map(({ name }) => name))
  const isAccepted = accepted.value.has(conflict.key)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be named by an element inside its text
    <div class="conflict" role="group" aria-labelledby={id} data-accepted={isAccepted}>
      <div id={id}>
        {isAccepted ? <p class="hint">{conflictText(restriction)}</p> : <Obstacle>{conflictText(restriction)}</Obstacle>}
        {names !== restrictionName(restriction) && <small>{t().basket.because(names)}</small>}
      </div>
      <div class="choices">
        {ingredients.every(({ removable }) => removable) && (
          <Remedy act={() => leaveOut({ line, index }, ingredients)}>{t().basket.leaveOut(names)}</Remedy>
        )}
        <label>
          <input type="checkbox" checked={isAccepted} onChange={({ currentTarget }) => accept(conflict, currentTarget.checked)} />
          {t().basket.accept}
        </label>
      </div>
    </div>
  )
}

type Shortage = LineObstacles['shortages'][number]

const OneShortage = ({ line, index, shortage }: Of & { shortage: Shortage }) => {
  const { ingredient, possible, removable, restockMinutes } = shortage
  if (!isFinal(shortage)) return <p class="hint">{t().basket.fetched(restockMinutes ?? 0)}</p>
  return (
    <>
      <Obstacle>{t().basket.shortage(ingredient.name, possible)}</Obstacle>
      <div class="choices">
        {possible > 0 && possible < line.quantity && (
          <Remedy act={() => setQuantity(index, possible)}>{t().basket.reduce(possible)}</Remedy>
        )}
        {removable && <Remedy act={() => leaveOut({ line, index }, [ingredient])}>{t().basket.leaveOut(ingredient.name)}</Remedy>}
      </div>
    </>
  )
}

/** As many as fit on a phone. */
const mostOthers = 4

const SoldOutChoice = ({ line, index, choiceId, name }: Of & { choiceId: string; name: string }) => {
  // the basket may have kept the dish since yesterday
  const product = menu.value?.products.find(({ id }) => id === line.product.id) ?? line.product
  const { others, canGoWithout } = remediesOf(product, line.choices, choiceId)
  const choose = (instead: readonly string[]) => setChoices(index, [...line.choices.filter((id) => id !== choiceId), ...instead])
  return (
    <>
      <Obstacle>{t().basket.choiceSoldOut(name)}</Obstacle>
      <div class="choices">
        {others.slice(0, mostOthers).map((other) => (
          <Remedy key={other.id} act={() => choose([other.id])}>
            {t().basket.chooseInstead(other.name)}
          </Remedy>
        ))}
        {canGoWithout && <Remedy act={() => choose([])}>{t().basket.withoutChoice(name)}</Remedy>}
        {!canGoWithout && others.length === 0 && <Remedy act={() => setQuantity(index, 0)}>{t().basket.takeOut}</Remedy>}
      </div>
    </>
  )
}

const Missing = ({ line, index, missing }: Of & { missing: NonNullable<LineObstacles['missing']> }) => (
  <>
    <Obstacle>
      {missing === 'gone' && t().basket.gone}
      {missing === 'soldOut' && t().basket.unavailable}
      {missing === 'notNow' && t().basket.notNow(servedToday(line.product) ?? '')}
    </Obstacle>
    <Remedy act={() => setQuantity(index, 0)}>{t().basket.takeOut}</Remedy>
  </>
)

const Fixed = ({ line, index, id }: Of & { id: string }) => {
  const { name = '' } = line.product.ingredients.find((ingredient) => ingredient.id === id) ?? {}
  return (
    <>
      <Obstacle>{t().basket.fixed(name)}</Obstacle>
      <Remedy
        act={() =>
          setExcluded(
            index,
            line.exclude.filter((other) => other !== id),
          )
        }
      >
        {t().basket.putBack(name)}
      </Remedy>
    </>
  )
}

export const ObstaclesOfLine = ({ line, index }: Of) => {
  const { missing, fixed, soldOutChoices, shortages } = obstaclesOf(line)
  const conflicts = conflictsIn(line)
  return (
    <>
      {missing && <Missing line={line} index={index} missing={missing} />}
      {fixed !== undefined && <Fixed line={line} index={index} id={fixed} />}
      {!missing &&
        soldOutChoices.map(({ choiceId, name }) => (
          <SoldOutChoice key={choiceId} line={line} index={index} choiceId={choiceId} name={name} />
        ))}
      {!missing && shortages.map((each) => <OneShortage key={each.ingredient.id} line={line} index={index} shortage={each} />)}
      {conflicts.map((each) => (
        <OneConflict key={each.key} line={line} index={index} conflict={each} />
      ))}
    </>
  )
}
