import { demoProducts } from '../../server/demo/products.ts'

const columns = 'name,category,subcategory,type,brand,price_rupees,mrp_rupees,rating'

/** Two of our own demo shops as one catalogue to import, for where no data set is. */
export const smallCatalogue = (): string =>
  [
    columns,
    ...['annai-maligai', 'gomathi-paalagam']
      .flatMap(demoProducts)
      .map(
        ({ fields, paise, mrpPaise }) =>
          `"${fields.names.en} ${fields.pack}",${fields.aisle},${fields.shelf},${fields.shelf},${fields.brand ?? ''},${paise / 100},${mrpPaise / 100},`,
      ),
  ].join('\n')
