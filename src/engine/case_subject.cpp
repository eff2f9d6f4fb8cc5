#include "engine/case_subject.hpp"

namespace jishi::engine {

std::vector<CaseId> hand_over_cases(db::Tx& tx, std::string_view kind, std::int64_t from, std::int64_t to)
{
    std::vector<CaseId> cases;
    tx.for_each<CaseId>(
        "SELECT id FROM engine_case WHERE subject_kind = :kind AND subject = :subject AND subject <> 0 ORDER BY id",
        db::Params{{"kind", kind}, {"subject", from}}, [&](CaseId id) { cases.push_back(id); });
    if (!cases.empty())
        tx.execute(
            "UPDATE engine_case SET subject = :to WHERE subject_kind = :kind AND subject = :subject AND subject <> 0",
            db::Params{{"to", to}, {"kind", kind}, {"subject", from}});
    return cases;
}

void give_back_cases(db::Tx& tx, std::span<const CaseId> cases, std::int64_t from, std::int64_t to)
{
    for (const auto id : cases)  // a person has a handful
        tx.execute("UPDATE engine_case SET subject = :to WHERE id = :id AND subject = :from",
                   db::Params{{"to", to}, {"id", id}, {"from", from}});
}

}  // namespace jishi::engine
