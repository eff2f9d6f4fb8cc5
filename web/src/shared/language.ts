// Chinese is there from the start; English is fetched when it is chosen.
import { computed, type WritableComputedRef } from 'vue'
import { createI18n } from 'vue-i18n'
import zh from '@/locales/zh-CN'
import { store, stored } from './appearance'

export type Language = 'zh-CN' | 'en'

export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN',
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zh },
  missingWarn: false,
  fallbackWarn: false,
})
const locale = i18n.global.locale as unknown as WritableComputedRef<string>

export const language = computed(() => locale.value as Language)

export async function setLanguage(value: Language) {
  if (value === 'en' && !(i18n.global.availableLocales as string[]).includes('en'))
    i18n.global.setLocaleMessage('en' as 'zh-CN', (await import('@/locales/en')).default)
  locale.value = value
  document.documentElement.lang = value
  store('jishi.language', value)
}

export async function startLanguage() {
  await setLanguage(stored('jishi.language', 'zh-CN') === 'en' ? 'en' : 'zh-CN')
}
