#include "team/member_imports.hpp"

#include <algorithm>
#include <map>
#include <unordered_set>

#include "base/parallel.hpp"
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
        rules_ = office_.rules(task_.batch.target, task_.batch.effective_on);
        rows_ = TRY(read_member_rows(sheet, layout, task_.policy, {*rules_, entry_, task_.batch.effective_on, today},
                                     findings));
        check_twins(rows_, layout, findings);
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
        if (!store::known_id_numbers(tx, indexes_).empty()) return false;
        Branches branches(tx);
        std::unordered_set<OrganizationId> seen;
        for (const auto& one : members_) {
            const auto branch = one.member.values.branch;
            if (seen.insert(branch).second && !check_belonging(*rules_, belonging_to(branch), branches)) return false;
        }
        bulk_register(office_, tx, task_.actor, batch, members_, names_);
        return true;
    }

private:
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

    /// [DATA-50] Who is in the register is not registered again, wherever that is.
    void check_known(db::Tx& tx, const engine::Layout& layout, std::vector<engine::Finding>& findings)
    {
        index_by_row_.assign(rows_.size(), {});
        on_all_cores(rows_.size(), [&](std::size_t begin, std::size_t end) {
            for (auto i = begin; i < end; ++i)
                index_by_row_[i] = office_.vault.index_of(rows_[i].id_number, SealedField::id_number);
        });
        std::vector<std::string> asked;
        for (const auto& index : index_by_row_)
            if (!index.empty()) asked.push_back(index);
        const auto found = store::known_id_numbers(tx, asked);
        const std::unordered_set<std::string> known(found.begin(), found.end());
        for (std::size_t i = 0; i < rows_.size(); ++i)
            if (known.contains(index_by_row_[i]))
                note(rows_[i], layout, findings, "id_number", "import.member_known", {}, {}, "DATA-50");
    }

    /// Seals and indexes before the one writer is asked for.
    void prepare()
    {
        members_.clear();
        indexes_.clear();
        std::vector<ClearContact> clear;
        for (const auto i : kept_rows()) {
            auto& row = rows_[i];
            NewMember one;
            one.member.id = office_.ids.next_id<MemberTag>();
            one.member.values = std::move(row.values);
            one.member.sealed.id_number_index = index_by_row_[i];
            one.change = office_.ids.next_id<ChangeTag>();
            members_.push_back(std::move(one));
            indexes_.push_back(index_by_row_[i]);
            clear.push_back({std::move(row.id_number), std::move(row.phone), std::move(row.address)});
        }
        make_ready(office_, members_, clear, task_.batch.effective_on);
        names_ = store::sorted_names(members_);
        rows_.clear();
    }

    /// Rows that are not refused, in the order of the blind index: the database then adds to the end of that index (a
    /// quarter of the time of inserting members), and blind indexes tell nothing of the order of the file.
    std::vector<std::size_t> kept_rows() const
    {
        std::vector<std::size_t> kept;
        for (std::size_t i = 0; i < rows_.size(); ++i)
            if (!rows_[i].refused) kept.push_back(i);
        std::ranges::stable_sort(kept, {}, [&](std::size_t i) -> const std::string& { return index_by_row_[i]; });
        return kept;
    }

    const Office& office_;
    const std::string entry_;
    const engine::ImportTask task_;
    std::shared_ptr<const MemberPolicy> rules_;
    std::vector<MemberRow> rows_;
    std::vector<std::string> index_by_row_;  // blind indexes of id numbers
    std::vector<NewMember> members_;
    std::vector<store::NameRow> names_;  // of members_
    std::vector<std::string> indexes_;   // of members_
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
    return {.table = "team_import",
            .titles = "team_import_title",
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
