// Organisations and units out, as they were on a day, in the columns in which they can come in again.

#include <algorithm>
#include <unordered_map>

#include "organization/import_files.hpp"
#include "organization/node.hpp"
#include "organization/organization_store.hpp"
#include "organization/path.hpp"
#include "policy/policy.hpp"

namespace jishi::organization {
namespace {

constexpr std::size_t sheet_rows_max = 1'048'575;  // of an .xlsx and an .ods, below the titles

struct OrganizationLine {
    OrganizationId id;
    OrganizationId parent;
    std::string name;
    std::string short_name;
    std::string code;
    std::string type;
    std::string sector;
    std::string level;
    std::string form;
    std::string region_code;
    std::string founded_on;
    std::optional<std::string> term_started_on;
    std::optional<std::int64_t> members;
    std::optional<std::int64_t> formal_members;
    std::int64_t sort_order = 0;
};

using Lines = std::vector<OrganizationLine>;
using Labels = std::unordered_map<OrganizationId, std::string>;

class Exporter {
public:
    Exporter(db::Tx& tx, const Imports& imports, const ExportRequest& request)
        : tx_(tx), imports_(imports), request_(request), today_(imports.office().clock.today()),
          day_(request.as_of.value_or(today_)), policy_(read_import_policy(imports.book().at(today_), request.kind))
    {
    }

    Result<MadeFile> run()
    {
        load_organizations();
        if (request_.kind == ImportKind::organizations) load_links();
        else load_units();
        const auto rows = request_.kind == ImportKind::organizations ? lines_.size() : units_.size();
        if (request_.format != platform::SheetFormat::csv && rows > sheet_rows_max)
            return refuse(ErrorKind::invalid_input, "import.too_many_for_xlsx", {}, std::to_string(rows));
        return write();
    }

private:
    static constexpr std::string_view columns =
        "parent, name, short_name, code, type, sector, level, form, region_code, term_started_on, members, "
        "formal_members, sort_order";

    template <class... Params>
    void load(const std::string& sql, Params&&... params)
    {
        tx_.for_each<OrganizationId, std::string, OrganizationId, std::string, std::string, std::string, std::string,
                     std::string, std::string, std::string, std::string, std::optional<std::string>,
                     std::optional<std::int64_t>, std::optional<std::int64_t>, std::int64_t>(
            sql, {std::forward<Params>(params)...},
            [&](OrganizationId id, std::string founded_on, OrganizationId parent, std::string name,
                std::string short_name, std::string code, std::string type, std::string sector, std::string level,
                std::string form, std::string region_code, std::optional<std::string> term,
                std::optional<std::int64_t> members, std::optional<std::int64_t> formal_members,
                std::int64_t sort_order) {
                lines_.push_back({id, parent, std::move(name), std::move(short_name), std::move(code), std::move(type),
                                  std::move(sector), std::move(level), std::move(form), std::move(region_code),
                                  std::move(founded_on), std::move(term), members, formal_members, sort_order});
            });
    }

    /// Those of the subtree that exist on the day, parents before children.
    void load_organizations()
    {
        if (day_ == today_) {
            const auto root = store::find_node(tx_, request_.within);
            const auto path = root ? root->path : std::string("-");
            load("SELECT id, founded_on, " + std::string(columns) +
                     " FROM organization_node WHERE path >= :path AND path < :path_end AND status = :active",
                 db::Param("path", path), db::Param("path_end", path_end(path)),
                 db::Param("active", static_cast<int>(Status::active)));
        } else {
            load(
                "SELECT s.organization, (SELECT MIN(f.valid_from) FROM organization_state f WHERE f.organization = "
                "s.organization"
                " AND f.superseded_at = :open), " +
                    prefixed() +
                    " FROM organization_state s WHERE s.superseded_at = :open AND s.active = 1 AND s.valid_from <= "
                    ":day AND s.valid_to > :day",
                db::Param("open", Instant::forever()), db::Param("day", day_));
        }
        keep_subtree();
        for (const auto& line : lines_) labels_.emplace(line.id, line.code.empty() ? line.name : line.code);
    }

    static std::string prefixed()
    {
        std::string out;
        std::string_view rest = columns;
        while (!rest.empty()) {
            const auto comma = rest.find(", ");
            out += (out.empty() ? "s." : ", s.") + std::string(rest.substr(0, comma));
            rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 2);
        }
        return out;
    }

    void keep_subtree()
    {
        std::unordered_map<OrganizationId, std::vector<std::size_t>> children;
        std::vector<std::size_t> open;
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            if (lines_[i].id == request_.within) open.push_back(i);
            else children[lines_[i].parent].push_back(i);
        }
        Lines kept;
        kept.reserve(lines_.size());
        while (!open.empty()) {
            const auto at = open.back();
            open.pop_back();
            if (const auto below = children.find(lines_[at].id); below != children.end()) {
                auto& list = below->second;
                // The last one in is the first one out.
                std::ranges::sort(list, [&](std::size_t a, std::size_t b) {
                    return std::tie(lines_[a].sort_order, lines_[a].name) >
                           std::tie(lines_[b].sort_order, lines_[b].name);
                });
                open.insert(open.end(), list.begin(), list.end());
            }
            kept.push_back(std::move(lines_[at]));
        }
        lines_ = std::move(kept);
    }

    /// Units of organisations on the day: by code where they have one, else by name.
    void load_links()
    {
        tx_.for_each<OrganizationId, std::string, std::string>(
            R"(SELECT l.organization, u.name, u.credit_code FROM organization_unit_link l JOIN organization_unit u ON u.id = l.unit
               WHERE l.superseded_at = :open AND l.valid_from <= :day AND l.valid_to > :day ORDER BY l.organization, u.name)",
            {{"open", Instant::forever()}, {"day", day_}},
            [&](OrganizationId organization, std::string name, std::string credit_code) {
                auto& text = links_[organization];
                text += (text.empty() ? "" : "、") + (credit_code.empty() ? name : credit_code);
            });
    }

    struct UnitLine {
        UnitId id;
        OrganizationId area;
        std::string name;
        std::string credit_code;
        std::string kind;
        std::string sector;
        std::string region_code;
        std::optional<std::int64_t> staff_count;
        std::string opened_on;
    };

    void load_units()
    {
        tx_.for_each<UnitId, OrganizationId, std::string, std::string, std::string, std::string, std::string,
                     std::optional<std::int64_t>, std::string>(
            R"(SELECT s.unit, s.area, s.name, s.credit_code, s.kind, s.sector, s.region_code, s.staff_count, u.opened_on
               FROM organization_unit_state s JOIN organization_unit u ON u.id = s.unit
               WHERE s.superseded_at = :open AND s.active = 1 AND s.valid_from <= :day AND s.valid_to > :day ORDER BY s.unit)",
            {{"open", Instant::forever()}, {"day", day_}},
            [&](UnitId id, OrganizationId area, std::string name, std::string credit_code, std::string kind,
                std::string sector, std::string region_code, std::optional<std::int64_t> staff_count,
                std::string opened_on) {
                if (labels_.contains(area))
                    units_.push_back({id, area, std::move(name), std::move(credit_code), std::move(kind),
                                      std::move(sector), std::move(region_code), staff_count, std::move(opened_on)});
            });
        tx_.for_each<UnitId, OrganizationId>(
            "SELECT unit, organization FROM organization_unit_link WHERE superseded_at = :open AND valid_from <= :day "
            "AND valid_to > :day ORDER BY id",
            {{"open", Instant::forever()}, {"day", day_}},
            [&](UnitId unit, OrganizationId organization) { organization_of_.emplace(unit, organization); });
        tx_.for_each<UnitId, std::string>(
            "SELECT unit, name FROM organization_unit_guide WHERE superseded_at = :open AND valid_from <= :day AND "
            "valid_to > :day ORDER BY id",
            {{"open", Instant::forever()}, {"day", day_}},
            [&](UnitId unit, std::string name) { guides_.insert_or_assign(unit, std::move(name)); });
    }

    // ---- writing ---------------------------------------------------------------------------------------

    std::string named(std::string_view column, const std::string& code) const
    {
        const auto* known = policy_.column(column);
        if (known)
            for (const auto& choice : known->choices)
                if (choice.code == code) return request_.language == Language::english ? choice.name_en : choice.name;
        return code;
    }
    static std::string number(const std::optional<std::int64_t>& value)
    {
        return value ? std::to_string(*value) : std::string{};
    }
    std::string label(OrganizationId id) const
    {
        const auto found = labels_.find(id);
        return found == labels_.end() ? std::string{} : found->second;
    }

    std::string cell(const OrganizationLine& line, std::string_view column) const
    {
        if (column == "name") return line.name;
        if (column == "short_name") return line.short_name;
        if (column == "code") return line.code;
        if (column == "parent") return label(line.parent);
        if (column == "type") return named(column, line.type);
        if (column == "level") return named(column, line.level);
        if (column == "sector") return named(column, line.sector);
        if (column == "form") return named(column, line.form);
        if (column == "region_code") return line.region_code;
        if (column == "founded_on") return line.founded_on;
        if (column == "term_started_on") return line.term_started_on.value_or("");
        if (column == "members") return number(line.members);
        if (column == "formal_members") return number(line.formal_members);
        if (column != "units") return {};
        const auto found = links_.find(line.id);
        return found == links_.end() ? std::string{} : found->second;
    }

    std::string cell(const UnitLine& line, std::string_view column) const
    {
        if (column == "name") return line.name;
        if (column == "credit_code") return line.credit_code;
        if (column == "kind") return named(column, line.kind);
        if (column == "sector") return named(column, line.sector);
        if (column == "region_code") return line.region_code;
        if (column == "staff_count") return number(line.staff_count);
        if (column == "area") return label(line.area);
        if (column == "opened_on") return line.opened_on;
        if (column == "organization") {
            const auto found = organization_of_.find(line.id);
            return found == organization_of_.end() ? std::string{} : label(found->second);
        }
        if (column != "guide") return {};
        const auto found = guides_.find(line.id);
        return found == guides_.end() ? std::string{} : found->second;
    }

    template <class Line>
    void write_rows(platform::SheetWriter& writer, const std::vector<Line>& lines) const
    {
        std::vector<std::string> texts(policy_.columns.size());
        std::vector<std::string_view> cells(policy_.columns.size());
        for (const auto& line : lines) {
            for (std::size_t i = 0; i < texts.size(); ++i) cells[i] = texts[i] = cell(line, policy_.columns[i].code);
            writer.row(cells);
        }
    }

    MadeFile write() const
    {
        const ScratchFolder folder;
        auto document = document_of(policy_, request_.kind, request_.language, false);
        document.temporary_folder = folder.path();
        const auto title = document.sheet_name;
        const std::string ending(platform::ending_of(request_.format));
        const auto file = folder.file("export" + ending);
        const auto writer = platform::write_sheet(request_.format, file, std::move(document));
        if (request_.kind == ImportKind::organizations) write_rows(*writer, lines_);
        else write_rows(*writer, units_);
        writer->finish();
        return {title + "-" + day_.str() + ending, std::string(platform::media_type_of(request_.format)),
                read_whole(file)};
    }

    db::Tx& tx_;
    const Imports& imports_;
    const ExportRequest& request_;
    Date today_;
    Date day_;
    ImportPolicy policy_;
    Lines lines_;
    Labels labels_;
    std::unordered_map<OrganizationId, std::string> links_;
    std::vector<UnitLine> units_;
    std::unordered_map<UnitId, OrganizationId> organization_of_;
    std::unordered_map<UnitId, std::string> guides_;
};

}  // namespace

Result<MadeFile> Imports::export_of(const platform::Actor& actor, const ExportRequest& request) const
{
    auto within = request;
    if (!within.within) {
        const auto roots = office_.directory.roots();
        if (roots.size() != 1) return refuse(ErrorKind::invalid_input, "import.within_needed");
        within.within = roots.front().id;
    }
    if (!office_.directory.find(within.within))
        return refuse(ErrorKind::not_found, "organization.not_found", {}, within.within.str());
    TRY(actor.require(platform::Permission::organization_export, within.within));
    std::optional<Result<MadeFile>> file;
    database_.read([&](db::Tx& tx) { file = Exporter(tx, *this, within).run(); });
    return std::move(*file);
}

}  // namespace jishi::organization
