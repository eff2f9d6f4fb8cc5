// The form of a matter: sends with the version that was read, names fields as the form does, starts the pages anew.
import { isProblem, Problem } from '@/api/problem'
import { useForm, type FormOptions } from '@/shared/use-form'
import type { ActValues } from '../acts'
import type { MemberOutcome } from '../types'
import { useForgetMembers } from '../use-member'

/** The server names fields of the particulars with their place; the form knows them by their own name. */
export function withoutPlace(problem: Problem): Problem {
  const fields = problem.fields.map((one) => ({ ...one, field: one.field.replace(/^particulars\./, '') }))
  return new Problem(problem.status, problem.code, fields, problem.rule, problem.detail, problem.requestId)
}

/** Refusals of a rule that belong to one field of the form. */
const fieldOf: Record<string, keyof ActValues> = { 'member.document_needed': 'document_no', 'member.reason_needed': 'reason', 'member.too_early': 'effective_on', 'member.in_future': 'effective_on' }
function withField(problem: Problem): Problem {
  const field = fieldOf[problem.code]
  return field && problem.fields.length === 0 ? new Problem(problem.status, problem.code, [{ field, code: problem.code, detail: problem.detail }], problem.rule, problem.detail, problem.requestId) : problem
}

export function useMemberForm(options: Omit<FormOptions<ActValues, MemberOutcome>, 'secret'>) {
  const forget = useForgetMembers()
  return useForm<ActValues, MemberOutcome>({
    ...options,
    secret: ['id_number', 'phone', 'address'],
    send: async (values, key) => {
      try {
        return await options.send(values, key)
      } catch (error) {
        if (isProblem(error, 'member.version_conflict')) await forget()
        throw error instanceof Problem ? withField(withoutPlace(error)) : error
      }
    },
    done: async (outcome) => {
      await forget()
      await options.done(outcome)
    },
  })
}
