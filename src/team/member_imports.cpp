#include "team/member_imports.hpp"

#include <algorithm>
#include <future>
#include <map>
#include <unordered_set>
#include <utility>

#include "base/parallel.hpp"
#include "db/outbox.hpp"
#include "policy/policy.hpp"
#include "team/belonging.hpp"
#include "team/branch_names.hpp"
#include "team/bulk_registering.hpp"
#include "team/import_members.hpp"

namespace jishi::team {
namespace {

/// The rows of one file, from the sheet to the register.
class Rows final : public engine::ImportedRows {
public:
    Rows(const Office& office, std::string entry, const engine::ImportTask& task)
        : office_(office), entry_(std::move(entry)), task_(task)
    {
    }

    Result<std::vector<engine::ImportRow>> check(db::Tx& tx, const platform::Sheet& sheet, const engine::Layout& layout,
                                                 std::vector<engine::Finding>& findings) override
    {
        const auto today = office_.clock.today();
        if (task_.batch.effective_on > today) return bad_field("effective_on", "member.in_future");
        checked_at_ = db::last_event(tx);
        rules_ = office_.rules(task_.batch.target, task_.batch.effective_on);
        rows_ = TRY(read_member_rows(sheet, layout, task_.policy, {*rules_, entry_, task_.batch.effective_on, today},
                                     findings));
        auto indexing = std::async(std::launch::async, [this] { index_rows(); });
        check_twins(rows_, layout, findings);
        indexing.get();
        check_branches(tx, layout, findings);
        check_known(tx, layout, findings);
        std::vector<engine::ImportRow> outcome;
        outcome.reserve(rows_.size());
        for (const auto& row : rows_) outcome.push_back({row.row_number, row.refused});
        if (!task_.batch.dry_run) prepare();
        return outcome;
    }

    Result<bool> store(db::Tx& tx, engine::Batch& batch) override
    {
        // What the rows stand on, looked at once more: others may have registered or dissolved something meanwhile.
        if (db::last_event(tx) != checked_at_ && !still_stands(tx)) return false;
        bulk_register(office_, tx, task_.actor, batch, *making_);
        return true;
    }

private:
    bool still_stands(db::Tx& tx)
    {
        std::vector<std::string> indexes;
        for (const auto& one : making_->all()) indexes.push_back(one.member.sealed.id_number_index);
        if (!store::known_id_numbers(tx, indexes).empty()) return false;
        Branches branches(tx);
        std::unordered_set<OrganizationId> seen;
        for (const auto& one : making_->all()) {
            const auto branch = one.member.values.branch;
            if (seen.insert(branch).second && !check_belonging(*rules_, belonging_to(branch), branches)) return false;
        }
        return true;
    }

    Belonging belonging_to(OrganizationId branch) const { return {branch, task_.batch.effective_on, Date::forever()}; }

    void check_branches(db::Tx& tx, const engine::Layout& layout, std::vector<engine::Finding>& findings)
    {
        BranchNames names(office_.directory, *rules_, task_.batch.target);
        Branches branches(tx);
        std::map<OrganizationId, std::string> answers;  // of organisations that were found
        for (auto& row : rows_) {
            const auto& found = names.find(row.branch_text);
            if (!found.code.empty()) {
                note(row, layout, findings, "branch", found.code, found.detail, row.branch_text, "ORG-24");
                continue;
            }
            const auto [answer, is_new] = answers.try_emplace(found.branch);
            if (is_new) answer->second = fault_of(found.branch, branches);
            if (!answer->second.empty())
                note(row, layout, findings, "branch", answer->second, {}, row.branch_text, "ORG-24");
            row.values.branch = found.branch;
        }
    }
    std::string fault_of(OrganizationId branch, Branches& branches) const
    {
        if (!task_.actor.may(platform::Permission::member_import, branch)) return "import.branch_forbidden";
        const auto checked = check_belonging(*rules_, belonging_to(branch), branches);
        if (checked) return {};
        return checked.error().code == "member.branch_holds_no_members" ? "import.branch_holds_no_members"
                                                                        : "import.branch_not_there";
    }

    void index_rows()
    {
        index_by_row_.assign(rows_.size(), {});
        for (std::size_t i = 0; i < rows_.size(); ++i)
            index_by_row_[i] = office_.vault.index_of(rows_[i].id_number, SealedField::id_number);
    }

    /// [DATA-50] Who is in the register is not registered again, wherever that is.
    void check_known(db::Tx& tx, const engine::Layout& layout, std::vector<engine::Finding>& findings)
    {
        const auto found = store::known_id_numbers(tx, index_by_row_);
        if (found.empty()) return;
        const std::unordered_set<std::string> known(found.begin(), found.end());
        for (std::size_t i = 0; i < rows_.size(); ++i)
            if (known.contains(index_by_row_[i]))
                note(rows_[i], layout, findings, "id_number", "import.member_known", {}, {}, "DATA-50");
    }

    /// Begins to seal and index before the one writer is asked for.
    void prepare()
    {
        const auto kept = kept_rows();
        std::vector<NewMember> members(kept.size());
        std::vector<ClearContact> clear(kept.size());
        on_all_cores(kept.size(), [&](std::size_t begin, std::size_t end) {
            for (auto i = begin; i < end; ++i) {
                auto& row = rows_[kept[i]];
                members[i].member.values = std::move(row.values);
                members[i].member.sealed.id_number_index = std::move(index_by_row_[kept[i]]);
                clear[i] = {std::move(row.id_number), std::move(row.phone), std::move(row.address)};
            }
        });
        for (auto& one : members) {
            one.member.id = office_.ids.next_id<MemberTag>();
            one.change = office_.ids.next_id<ChangeTag>();
        }
        making_.emplace(office_, std::move(members), std::move(clear), task_.batch.effective_on);
        rows_.clear();
    }

    /// Rows that are not refused, in the order of the blind index: the database then adds to the end of that index (a
    /// quarter of the time of inserting members), and blind indexes tell nothing of the order of the file.
    std::vector<std::size_t> kept_rows() const
    {
        std::vector<std::pair<std::uint64_t, std::size_t>> sorted;  // the beginning of an index tells most apart
        for (std::size_t i = 0; i < rows_.size(); ++i)
            if (!rows_[i].refused) sorted.emplace_back(store::head_of(index_by_row_[i]), i);
        std::ranges::sort(sorted, [&](const auto& a, const auto& b) {
            if (a.first != b.first) return a.first < b.first;
            const auto order = index_by_row_[a.second].compare(index_by_row_[b.second]);
            return order != 0 ? order < 0 : a.second < b.second;
        });
        std::vector<std::size_t> kept;
        kept.reserve(sorted.size());
        for (const auto& [head, row] : sorted) kept.push_back(row);
        return kept;
    }

    const Office& office_;
    const std::string entry_;
    const engine::ImportTask task_;
    std::shared_ptr<const MemberPolicy> rules_;
    std::vector<MemberRow> rows_;
    std::vector<std::string> index_by_row_;  // blind indexes of id numbers
    std::int64_t checked_at_ = 0;            // the last event that the check saw
    std::optional<MembersInMaking> making_;
};

}  // namespace

MemberImports::MemberImports(db::Database& database, const Office& office, const policy::Book& book,
                             platform::Jobs& jobs, platform::Attachments& attachments)
    : office_(office), book_(book), machine_(database, office.ids, jobs, attachments, module())
{
}

engine::ImportPolicy MemberImports::policy() const
{
    return engine::read_import_policy(book_.at(office_.clock.today()), "team.imports.columns", kind);
}

engine::MadeFile MemberImports::template_of(engine::Language language) const
{
    return engine::make_template(policy(), kind, language);
}

engine::ImportModule MemberImports::module() const
{
    return {.remembers = true,
            .job = "team.import",
            .subject = "member_import",
            .permission = platform::Permission::member_import,
            .place = [this](OrganizationId asked) { return place(asked); },
            .name_of = [this](OrganizationId id) { return office_.directory.name_of(id); },
            .kinds = {{std::string(kind), [this] { return policy(); },
                       [this](const engine::ImportTask& task) { return rows(task); },
                       [this](db::Tx& tx, const platform::Actor& actor, const engine::Batch& batch) {
                           return withdraw_members(office_, tx, actor, batch);
                       }}}};
}

Result<OrganizationId> MemberImports::place(OrganizationId asked) const
{
    if (!asked) return refuse(ErrorKind::invalid_input, "import.within_needed");
    if (!office_.directory.find(asked)) return refuse(ErrorKind::not_found, "organization.not_found", {}, asked.str());
    return asked;
}

std::unique_ptr<engine::ImportedRows> MemberImports::rows(const engine::ImportTask& task) const
{
    return std::make_unique<Rows>(office_, book_.at(office_.clock.today()).get("team.imports.entry").text(), task);
}

}  // namespace jishi::team
