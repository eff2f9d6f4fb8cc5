#include "team/own_copy_routes.hpp"

namespace jishi::team {

BOOST_DESCRIBE_STRUCT(RecordName, (), (code, name, name_en))
BOOST_DESCRIBE_STRUCT(RecordCode, (RecordName), (group))
BOOST_DESCRIBE_STRUCT(RecordStatus, (RecordName), (on_roll, counted, votes))
BOOST_DESCRIBE_STRUCT(RecordCategory, (RecordName), (probationary, votes))
BOOST_DESCRIBE_STRUCT(RecordGround, (RecordName), (lost_months_min, rule))
BOOST_DESCRIBE_STRUCT(RecordStandingChange, (RecordName),
                      (enters, from, to, categories, category, joins_anew, flow, needs_document, needs_reason, grounds,
                       rule))
BOOST_DESCRIBE_STRUCT(RecordChangeKind, (RecordName), (needs_document, needs_reason))
BOOST_DESCRIBE_STRUCT(RecordField, (RecordName), (kind, attribute, group, table, amendable, brief, purpose, rule))
BOOST_DESCRIBE_STRUCT(RecordPurpose, (RecordName), (ground, ground_en, keep, keep_en, rule))
BOOST_DESCRIBE_STRUCT(RecordReader, (RecordName), (permissions))
BOOST_DESCRIBE_STRUCT(RecordVocabulary, (),
                      (statuses, categories, standing_changes, change_kinds, participations, tables, groups, fields,
                       purposes, readers, access_actions, copy_words, joining_age_years_min, probation_months_min,
                       probation_checked_from, correction_reply_days))

struct RecordVocabularyQuery {
    std::optional<Date> date;  // today when left out
};
BOOST_DESCRIBE_STRUCT(RecordVocabularyQuery, (), (date))

std::vector<http::Endpoint> vocabulary_endpoints(const OwnDesk& desk)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<RecordVocabularyQuery>(
        "/api/members/vocabulary",
        {"read_member_vocabulary",
         "The record of a member in words: items, code tables, changes, purposes [DATA-02, SEC-06]", "team",
         http::Access::signed_in()},
        [desk](http::Call&, RecordVocabularyQuery query) -> Result<RecordVocabulary> {
            return *desk.words_at({}, query.date.value_or(desk.office.clock.today()));
        },
        http::Runs::blocking));
    return endpoints;
}

}  // namespace jishi::team
