// The list of members as a file, as it is filtered and shown: masked, marked with who made it and when. [SEC-05]

#include <algorithm>
#include <array>

#include "engine/import_routes.hpp"
#include "http/endpoint.hpp"
#include "platform/json_text.hpp"
#include "team/member_list_routes.hpp"
#include "team/own_copy_routes.hpp"

namespace jishi::team {

struct MemberExportQuery : MemberListQuery {
    std::vector<std::string> columns;     // in the order of the file; none: all
    std::optional<std::string> language;  // zh (when left out), en
    std::optional<std::string> format;    // xlsx (when left out), ods, csv
};
BOOST_DESCRIBE_STRUCT(MemberExportQuery, (MemberListQuery), (columns, language, format))

namespace {

using engine::Language;
using http::Call;
using platform::Permission;

constexpr std::size_t page_size = 2'000;
constexpr std::array<std::string_view, 16> all_columns{
    "name",      "sex",     "birth_date", "ethnicity", "education", "category", "status", "branch",
    "joined_on", "full_on", "occupation", "id_number", "phone",     "mobile",   "lost",   "may_vote"};

class List {
public:
    List(const OwnDesk& desk, db::Tx& tx, const platform::Actor& actor, const MemberExportQuery& query,
         ListQuestion question, Language language, platform::SheetFormat format)
        : office_(desk.office), tx_(tx), actor_(actor), query_(query), question_(std::move(question)),
          language_(language), format_(format), day_(query.as_of.value_or(office_.clock.today())),
          words_(desk.words_at(query.within.value_or(OrganizationId{}), day_))
    {
        for (const auto code : all_columns)
            if (query.columns.empty()) columns_.emplace_back(code);
        if (!query.columns.empty()) columns_ = query.columns;
    }

    engine::MadeFile write()
    {
        const engine::ScratchFolder folder;
        const std::string ending(platform::ending_of(format_));
        const auto file = folder.file("members" + ending);
        auto document = document_of();
        document.temporary_folder = folder.path();
        const auto writer = platform::write_sheet(format_, file, std::move(document));
        question_.limit = page_size;
        for (bool more = true; more;) {
            auto page = list_members(office_, tx_, question_);
            judge_votes(office_, tx_, question_, page.items);
            for (const auto& item : page.items) add(*writer, item);
            more = page.more;
            if (!more) break;
            question_.after = page.items.back().line.id;
            question_.after_key = page.items.back().key;
        }
        writer->finish();
        return {word("list_title") + "-" + day_.str() + ending, std::string(platform::media_type_of(format_)),
                engine::read_whole(file)};
    }

    std::size_t rows() const { return rows_; }

private:
    bool english() const { return language_ == Language::english; }
    std::string called(const RecordName& name) const { return english() ? name.name_en : name.name; }
    template <class Table>
    std::string name_in(const Table& table, const std::string& code) const
    {
        const auto found = std::ranges::find(table, code, [](const auto& one) { return one.code; });
        return found == table.end() ? code : called(*found);
    }
    std::string word(std::string_view code) const { return name_in(words_->copy_words, std::string(code)); }
    std::string of_table(const std::string& field, const std::string& code) const
    {
        const auto table = words_->tables.find(field);
        return table == words_->tables.end() ? code : name_in(table->second, code);
    }

    platform::SheetDocument document_of() const
    {
        platform::SheetDocument document;
        document.sheet_name = word("list_title");
        for (const auto& code : columns_) {
            const bool date = code.ends_with("_on") || code == "birth_date" || code == "lost";
            document.columns.push_back({title_of(code),
                                        code == "branch" ? 32.0
                                        : date           ? 12.0
                                                         : 16.0,
                                        date ? platform::SheetColumnKind::date : platform::SheetColumnKind::text});
        }
        // Whoever finds the file sees who took it out and when.
        const auto mark =
            word("made_by") + " " + actor_.display_name + " · " + word("made_at") + " " + office_.clock.now().str();
        document.notes_name = word("list_notes");
        document.notes = {
            mark,
            word("made_of") + " " + (query_.within ? office_.directory.name_of(*query_.within) : word("everywhere")),
            word("made_as_of") + " " + day_.str(), word("made_care")};
        return document;
    }

    std::string title_of(const std::string& code) const
    {
        if (code == "lost") return name_in(words_->fields, "lost_since");
        if (code == "may_vote") return word("may_vote");
        return name_in(words_->fields, code);
    }

    std::string cell(const MemberLine& line, const Sealed& sealed, const std::string& code) const
    {
        const auto day = [](const std::optional<Date>& date) { return date ? date->str() : std::string{}; };
        if (code == "name") return line.name;
        if (code == "sex" || code == "ethnicity" || code == "education" || code == "occupation")
            return of_table(code, code == "sex"         ? line.sex
                                  : code == "ethnicity" ? line.ethnicity
                                  : code == "education" ? line.education
                                                        : line.occupation);
        if (code == "birth_date") return day(line.birth_date);
        if (code == "category") return name_in(words_->categories, line.category);
        if (code == "status") return name_in(words_->statuses, line.status);
        if (code == "branch") return office_.directory.name_of(line.branch);
        if (code == "joined_on") return day(line.joined_on);
        if (code == "full_on") return day(line.full_on);
        if (code == "mobile") return word(line.mobile ? "yes" : "no");
        if (code == "lost") return day(line.lost_since);
        if (code == "may_vote") return word(line.may_vote ? "yes" : "no");
        if (code == "id_number") return masked(sealed.id_number, SealedField::id_number, line.id);
        return masked(sealed.phone, SealedField::phone, line.id);
    }
    std::string masked(const std::string& sealed, SealedField field, MemberId id) const
    {
        return mask(field, office_.vault.open(sealed, field, id));
    }

    void add(platform::SheetWriter& writer, const ListedMember& item)
    {
        std::vector<std::string> texts;
        for (const auto& code : columns_) texts.push_back(cell(item.line, item.sealed, code));
        const std::vector<std::string_view> cells(texts.begin(), texts.end());
        writer.row(cells);
        ++rows_;
    }

    const Office& office_;
    db::Tx& tx_;
    const platform::Actor& actor_;
    const MemberExportQuery& query_;
    ListQuestion question_;
    Language language_;
    platform::SheetFormat format_;
    Date day_;
    std::shared_ptr<const RecordVocabulary> words_;
    std::vector<std::string> columns_;
    std::size_t rows_ = 0;
};

std::string note_of_file(const MemberExportQuery& query, std::size_t rows, platform::SheetFormat format)
{
    std::string columns;
    for (const auto& code : query.columns) {
        columns += columns.empty() ? "" : ",";
        platform::append_json_string(columns, code);
    }
    return platform::JsonObject{}
        .add_json("list", note_of(query, rows))
        .add_json("columns", "[" + columns + "]")
        .add("format", platform::ending_of(format).substr(1))
        .text();
}

Result<http::Response> export_list(db::Database& database, const OwnDesk& desk, Call& call,
                                   const MemberExportQuery& query)
{
    const auto& office = desk.office;
    auto question = TRY(question_of(office, *call.actor, Permission::member_export, query));
    const auto language = TRY(engine::language_of(query.language));
    const auto format = platform::sheet_format_of("." + query.format.value_or("xlsx"));
    if (!format) return bad_field("format", "input.not_one_of", {}, "xlsx, ods, csv");
    for (const auto& code : query.columns)
        if (std::ranges::find(all_columns, code) == all_columns.end())
            return bad_field("columns", "input.not_one_of", {}, code.substr(0, 40));
    // No more than what is chosen fits a file: asked before anything is read.
    constexpr std::int64_t rows_max = 1'000'000;
    std::optional<engine::MadeFile> file;
    std::size_t rows = 0;
    bool fits = true;
    database.read([&](db::Tx& tx) {
        fits = !question.text.empty() || count_members(office, tx, question) <= rows_max;
        if (!fits) return;
        List list(desk, tx, *call.actor, query, question, language, *format);
        file = list.write();
        rows = list.rows();
    });
    if (!fits) return refuse(ErrorKind::invalid_input, "import.too_many_for_xlsx", {}, std::to_string(rows_max));
    TRY(database.write([&](db::Tx& tx) -> Result<bool> {
        office.audit(tx, *call.actor,
                     {"member.exported",
                      {},
                      query.within.value_or(OrganizationId{}),
                      "",
                      note_of_file(query, rows, *format),
                      "SEC-05"});
        return true;
    }));
    return engine::file_response(*std::move(file));
}

}  // namespace

std::vector<http::Endpoint> member_export_endpoints(db::Database& database, const OwnDesk& desk)
{
    std::vector<http::Endpoint> endpoints;
    endpoints.push_back(http::get<MemberExportQuery>(
        "/api/exports/members.xlsx",
        {"export_members",
         "The list of members as it is filtered and shown, masked, as .xlsx, .ods or .csv; written down in the audit "
         "trail [SEC-05]",
         "team",
         http::Access::permission_to("member.export"),
         {"organization.not_found", "import.too_many_for_xlsx"}},
        [&database, desk](Call& call, MemberExportQuery query) -> Result<http::Response> {
            return export_list(database, desk, call, query);
        },
        http::Runs::blocking));
    return endpoints;
}

}  // namespace jishi::team
