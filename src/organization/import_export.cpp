// Organisations and units out, as they were on a day, in the columns in which they can come in again.

#include <functional>
#include <span>
#include <unordered_map>

#include "engine/import_files.hpp"
#include "organization/imports.hpp"
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
};

/// What is kept of each organisation while the rows pass by.
struct Skeleton {
    enum class Place : std::uint8_t { unknown, inside, outside };
    OrganizationId parent;
    std::string label;  // its code, else its name
    Place place = Place::unknown;
};

class Exporter {
public:
    Exporter(db::Tx& tx, const Imports& imports, const ExportRequest& request)
        : tx_(tx), request_(request), today_(imports.office().clock.today()), day_(request.as_of.value_or(today_)),
          policy_(read_import_policy(imports.book().at(today_), request.kind))
    {
    }

    Result<MadeFile> run()
    {
        load_skeleton();
        if (request_.kind == ImportKind::organizations) load_links();
        else load_units();
        const auto rows = request_.kind == ImportKind::organizations ? find_inside() : units_.size();
        if (request_.format != platform::SheetFormat::csv && rows > sheet_rows_max)
            return refuse(ErrorKind::invalid_input, "import.too_many_for_xlsx", {}, std::to_string(rows));
        return write();
    }

private:
    /// Organisations that exist on the day: of the subtree if it is today, of everywhere otherwise.
    std::string source() const
    {
        if (day_ == today_)
            return " FROM organization_node n WHERE n.path >= :path AND n.path < :path_end AND n.status = :active";
        return " FROM organization_state s JOIN organization_node n ON n.id = s.organization"
               " WHERE s.superseded_at = :open AND s.active = 1 AND s.valid_from <= :day AND s.valid_to > :day";
    }
    std::vector<db::Param> parameters()
    {
        if (day_ != today_) return {{"open", Instant::forever()}, {"day", day_}};
        const auto root = store::find_node(tx_, request_.within);
        const auto path = root ? root->path : std::string("-");
        return {{"path", path}, {"path_end", path_end(path)}, {"active", static_cast<int>(Status::active)}};
    }
    std::string columns(std::string_view names) const
    {
        std::string out;
        const std::string table = day_ == today_ ? "n." : "s.";
        while (!names.empty()) {
            const auto comma = names.find(' ');
            out += (out.empty() ? "" : ", ") + table + std::string(names.substr(0, comma));
            names = comma == std::string_view::npos ? std::string_view{} : names.substr(comma + 1);
        }
        return out;
    }

    void load_skeleton()
    {
        const auto params = parameters();
        tx_.for_each<OrganizationId, OrganizationId, std::string, std::string>(
            "SELECT n.id, " + columns("parent code name") + source(), std::span(params),
            [&](OrganizationId id, OrganizationId parent, std::string code, std::string name) {
                skeleton_.emplace(id, Skeleton{parent, code.empty() ? std::move(name) : std::move(code)});
            });
        if (const auto root = skeleton_.find(request_.within); root != skeleton_.end())
            root->second.place = Skeleton::Place::inside;
    }

    /// Climbs until somebody knows.
    bool is_inside(OrganizationId id)
    {
        std::vector<Skeleton*> climbed;
        auto place = Skeleton::Place::outside;
        for (auto at = skeleton_.find(id); at != skeleton_.end(); at = skeleton_.find(at->second.parent)) {
            if (at->second.place != Skeleton::Place::unknown) {
                place = at->second.place;
                break;
            }
            climbed.push_back(&at->second);
        }
        for (auto* one : climbed) one->place = place;
        return place == Skeleton::Place::inside;
    }
    std::size_t find_inside()
    {
        std::size_t inside = 0;
        for (const auto& [id, one] : skeleton_) inside += is_inside(id);
        return inside;
    }

    /// Parents before children, as they stand today; rows pass by and are not kept.
    void each_organization(const std::function<void(const OrganizationLine&)>& each)
    {
        const auto params = parameters();
        tx_.for_each<OrganizationId, std::string, OrganizationId, std::string, std::string, std::string, std::string,
                     std::string, std::string, std::string, std::string, std::optional<std::string>,
                     std::optional<std::int64_t>, std::optional<std::int64_t>>(
            "SELECT n.id, n.founded_on, " +
                columns("parent name short_name code type sector level form region_code term_started_on members "
                        "formal_members") +
                source() + " ORDER BY n.path",
            std::span(params),
            [&](OrganizationId id, std::string founded_on, OrganizationId parent, std::string name,
                std::string short_name, std::string code, std::string type, std::string sector, std::string level,
                std::string form, std::string region_code, std::optional<std::string> term,
                std::optional<std::int64_t> members, std::optional<std::int64_t> formal_members) {
                if (is_inside(id))
                    each({id, parent, std::move(name), std::move(short_name), std::move(code), std::move(type),
                          std::move(sector), std::move(level), std::move(form), std::move(region_code),
                          std::move(founded_on), std::move(term), members, formal_members});
            });
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
                if (is_inside(area))
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
        const auto found = skeleton_.find(id);
        return found == skeleton_.end() ? std::string{} : found->second.label;
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
    void write_row(platform::SheetWriter& writer, const Line& line)
    {
        texts_.resize(policy_.columns.size());
        cells_.resize(policy_.columns.size());
        for (std::size_t i = 0; i < texts_.size(); ++i) cells_[i] = texts_[i] = cell(line, policy_.columns[i].code);
        writer.row(cells_);
    }

    MadeFile write()
    {
        const engine::ScratchFolder folder;
        auto document = engine::document_of(policy_, code_of(request_.kind), request_.language, false);
        document.temporary_folder = folder.path();
        const auto title = document.sheet_name;
        const std::string ending(platform::ending_of(request_.format));
        const auto file = folder.file("export" + ending);
        const auto writer = platform::write_sheet(request_.format, file, std::move(document));
        if (request_.kind == ImportKind::organizations)
            each_organization([&](const OrganizationLine& line) { write_row(*writer, line); });
        else
            for (const auto& line : units_) write_row(*writer, line);
        writer->finish();
        return {title + "-" + day_.str() + ending, std::string(platform::media_type_of(request_.format)),
                engine::read_whole(file)};
    }

    db::Tx& tx_;
    const ExportRequest& request_;
    Date today_;
    Date day_;
    engine::ImportPolicy policy_;
    std::unordered_map<OrganizationId, Skeleton> skeleton_;
    std::unordered_map<OrganizationId, std::string> links_;
    std::vector<UnitLine> units_;
    std::unordered_map<UnitId, OrganizationId> organization_of_;
    std::unordered_map<UnitId, std::string> guides_;
    std::vector<std::string> texts_;  // of the row that is being written
    std::vector<std::string_view> cells_;
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
