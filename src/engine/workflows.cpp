#include "engine/workflows.hpp"

#include "base/log.hpp"
#include "engine/workflow_notices.hpp"
#include "engine/workflow_query.hpp"
#include "engine/workflow_store.hpp"

namespace jishi::engine {

void lend_own(WorkflowNames& names)
{
    // The organisation for which the case is done.
    names.add_relation("case.organization", [](db::Tx&, const Facts& facts) -> Result<Party> {
        return Party{facts.of.organization, {}, false};
    });
    // Whoever began the case.
    names.add_relation("case.starter", [](db::Tx&, const Facts& facts) -> Result<Party> {
        return Party{facts.of.organization, {facts.of.started_by}, true};
    });
    // [ORG-24] Nothing else is under way about the same subject.
    names.add_guard("case.none_other_open", [](db::Tx& tx, const Facts& facts) -> Result<void> {
        if (store::count_open_about(tx, facts.of.subject_kind, facts.of.subject, facts.of.id) == 0) return {};
        return refuse(ErrorKind::rule_refused, "case.other_open", facts.text("rule"));
    });
}

Workflows::Workflows(db::Database& database, const policy::Book& book, IdGenerator& ids, const Clock& clock,
                     const Places& places, platform::Audit& audit, platform::Attachments& attachments,
                     const platform::document::Library& documents)
    : database_(database), library_(documents), book_(book, names_, clock.today()), board_(places),
      office_{ids,
              clock,
              book_,
              names_,
              places,
              board_,
              [&audit](db::Tx& tx, const platform::Actor& actor, const CaseRecord& record) {
                  audit.record(tx, actor,
                               {.action = record.action,
                                .subject_kind = "case",
                                .subject = record.of.str(),
                                .organization = record.organization,
                                .before = record.before,
                                .after = record.after,
                                .rule = record.rule});
              },
              [&attachments](db::Tx& tx, const platform::Actor& actor, AttachmentId id) {
                  const auto found = attachments.find(tx, actor, id);
                  return found && found->owner == actor.account &&
                         (found->subject_kind.empty() || found->subject_kind == "case");
              },
              [&attachments](db::Tx& tx, AttachmentId id, CaseId of) { attachments.attach(tx, id, "case", of.str()); }},
      documents_(database, office_, documents, attachments)
{
    lend_own(names_);
    attachments.add_subject_rule("case", [this](db::Tx& tx, const platform::Actor& actor, const std::string& subject) {
        const auto id = CaseId::parse(subject);
        const auto row = id ? store::find_case(tx, *id) : std::nullopt;
        return row && may_see(office_, tx, actor, *row);
    });
}

Workflows::~Workflows() = default;

void Workflows::start()
{
    database_.read(
        [this](db::Tx& tx) { store::each_deadline(tx, [this](Deadline&& deadline) { board_.load(deadline); }); });
    log::info("workflow.loaded", {{"deadlines", std::uint64_t{board_.size()}}});
}

void Workflows::keep_house()
{
    const auto today = office_.clock.today();
    if (today == kept_on_) return;
    database_.write([this](db::Tx& tx) -> Result<void> {
        forget_old_notices(office_, tx);
        return {};
    });
    kept_on_ = today;
}

TodoSource Workflows::todo_source() const
{
    return [this](db::Tx& tx, const TodoQuestion& question) { return case_todo(office_, tx, question); };
}

}  // namespace jishi::engine
