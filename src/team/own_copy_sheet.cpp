// The copy of the own record as a spreadsheet that a person can read: part, item, value, day.

#include <algorithm>
#include <array>

#include "engine/import_files.hpp"
#include "team/own_copy_routes.hpp"

namespace jishi::team {
namespace {

class CopySheet {
public:
    CopySheet(const RecordVocabulary& words, bool english) : words_(words), english_(english) {}

    std::string write(const OwnCopy& copy)
    {
        platform::SheetDocument document;
        document.sheet_name = word("title");
        document.columns = {{word("part"), 16}, {word("item"), 24}, {word("value"), 40}, {word("day"), 22}};
        const engine::ScratchFolder folder;
        document.temporary_folder = folder.path();
        const auto file = folder.file("copy.xlsx");
        writer_ = platform::write_sheet(platform::SheetFormat::xlsx, file, std::move(document));
        add_record(copy);
        for (const auto& change : copy.history) add_change(change);
        for (const auto& access : copy.accesses) add_access(access);
        writer_->finish();
        return engine::read_whole(file);
    }

private:
    std::string called(const RecordName& name) const { return english_ ? name.name_en : name.name; }
    template <class Name>
    std::string name_in(const std::vector<Name>& table, std::string_view code) const
    {
        const auto found = std::ranges::find(table, code, &Name::code);
        return found == table.end() ? std::string(code) : called(*found);
    }
    std::string word(std::string_view code) const { return name_in(words_.copy_words, code); }

    void row(const std::string& part, const std::string& item, const std::string& value, const std::string& day)
    {
        const std::array<std::string_view, 4> cells{part, item, value, day};
        writer_->row(cells);
    }

    /// A value of the answer as people read it.
    std::string said_in(const RecordField& field, const http::json::value& value) const
    {
        if (value.is_bool()) return word(value.as_bool() ? "yes" : "no");
        if (value.is_int64()) return std::to_string(value.as_int64());
        if (value.is_object()) return std::string(value.as_object().at("name").as_string());
        if (!value.is_string()) return {};
        const std::string text(value.as_string());
        const auto table = field.table ? words_.tables.find(*field.table) : words_.tables.end();
        return table == words_.tables.end() ? text : name_in(table->second, text);
    }

    void add_record(const OwnCopy& copy)
    {
        const auto parsed = http::parse_json(http::to_json(copy.member));
        const auto& member = parsed->as_object();
        for (const auto& field : words_.fields) {
            const auto group = name_in(words_.groups, field.group);
            if (field.kind == "sealed") {
                const auto& clear = field.code == "id_number" ? copy.id_number
                                    : field.code == "phone"   ? copy.phone
                                                              : copy.address;
                row(group, called(field), clear.value_or(""), "");
            } else if (const auto* value = member.if_contains(field.code)) {
                row(group, called(field), said_in(field, *value), copy.member.as_of.str());
            }
        }
    }

    void add_change(const MemberChangeView& change)
    {
        std::string about = change.branch.name;
        if (change.from) about = change.from->name + " → " + about;
        for (const auto& more : {change.document_no, change.reason})
            if (more) about += "; " + *more;
        row(word("changes"), name_in(words_.change_kinds, change.kind), about, change.effective_on.str());
    }

    void add_access(const AccessView& access)
    {
        auto action = access.action.substr(access.action.find('.') + 1);
        action = std::ranges::find(words_.access_actions, action, &RecordName::code) != words_.access_actions.end()
                     ? name_in(words_.access_actions, action)
                     : name_in(words_.change_kinds, action);
        if (access.field)
            if (const auto field = std::ranges::find(words_.fields, *access.field, &RecordField::code);
                field != words_.fields.end())
                action += " " + called(*field);
        std::string about = access.who.value_or("");
        if (access.reason) about += "; " + *access.reason;
        row(word("accesses"), action, about, access.at.str());
    }

    const RecordVocabulary& words_;
    bool english_;
    std::unique_ptr<platform::SheetWriter> writer_;
};

}  // namespace

std::string own_copy_sheet(const OwnDesk& desk, const OwnCopy& copy, bool english)
{
    return CopySheet(*desk.words_at(copy.member.branch.id, copy.member.as_of), english).write(copy);
}

}  // namespace jishi::team
