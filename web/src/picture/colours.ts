/** Colours of food, by words in the names of ingredients. The first match counts. */
const colours: readonly [RegExp, string][] = [
  [/tomato|pepper(?! )|chilli|paprika|strawberr|prosciutto|red wine/, '#d6452b'],
  [/beetroot|berries|red onion|grape/, '#a3316b'],
  [/salmon|prawn|shrimp|duck|carrot|pumpkin|sweet potato|apricot/, '#ee8a4a'],
  [/orange|mango/, '#f39c2d'],
  [/egg|cheddar|lemon|sweetcorn|corn|polenta|saffron|banana|honey|mustard|curry/, '#f4c542'],
  [/spinach|rocket|lettuce|basil|pesto|avocado|courgette|cucumber|dill|coriander|mint|lime|celery|herb|broccoli|pea/, '#5f9e48'],
  [/olive|caper/, '#6b7a35'],
  [/mushroom|porcini|lentil|chickpea|walnut|almond|peanut|nut|tahini|bean/, '#b98a5a'],
  [/beef|lamb|steak|coffee|chocolate|cocoa|maple|soy sauce|black bean/, '#6f4327'],
  [/chicken|turkey|pork|bacon|chorizo|sausage|bread|bun|flour|oat|couscous|quinoa|dough|potato|apple/, '#d8a765'],
  [
    /mozzarella|parmesan|feta|cheese|cream|milk|yoghurt|mascarpone|butter|rice|tofu|coconut|noodle|spaghetti|pasta|penne|gnocchi/,
    '#fbeed0',
  ],
  [/fish|tuna|bream|anchov|oyster|mussel/, '#a9b8c0'],
]

export const colourOf = (ingredient: string): string | undefined => colours.find(([words]) => words.test(ingredient.toLowerCase()))?.[1]
