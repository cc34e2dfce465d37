import { expect } from 'chai'
import { isAboutAllergy } from '../../src/contract/allergy-notes.ts'

describe('a note for the kitchen', () => {
  for (const note of [
    'I have a severe nut allergy',
    'ALLERGIC to shellfish!!',
    'Mám alergiu na arašidy',
    'Syn má celiakiu, prosím bez lepku',
    'neznášam laktózu',
    'Ich habe eine Laktoseintoleranz',
    'lisztérzékeny vagyok',
    'coeliac, no flour please',
    'I carry an EpiPen',
    'gluten free please',
  ])
    it(`speaks of an allergy: ${note}`, () => expect(isAboutAllergy(note)).to.equal(true))

  for (const note of ['Extra hot, please', 'Bez cibule', 'Zvoňte dvakrát', 'No onions, thanks', 'Galéria na prízemí', ''])
    it(`speaks of none: ${note || 'nothing'}`, () => expect(isAboutAllergy(note)).to.equal(false))
})
