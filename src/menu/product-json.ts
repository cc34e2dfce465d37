/** SQL that makes the contract's `product` of a row of the view `menu`. */
export const productJson = `(json_strip_nulls(json_build_object(
  'id', id, 'name', name, 'description', description, 'categoryId', category_id,
  'price', money(price, currency), 'diets', diets, 'allergens', allergens, 'available', available, 'prepMinutes', prep_minutes,
  'ingredients', ingredients, 'hours', hours, 'image', image, 'pictures', pictures
))::jsonb || jsonb_build_object('rating', jsonb_build_object(
  'average', round(rating_sum::numeric / nullif(rating_count, 0), 2), 'count', rating_count
)))`
