import { merge } from './merge'

export default merge(import.meta.glob('../**/locales/en*.json', { eager: true }))
